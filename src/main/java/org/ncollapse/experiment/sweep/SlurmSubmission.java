package org.ncollapse.experiment.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.Timestamp;
import org.ncollapse.experiment.sweep.SweepManifest.Submission;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.SlurmSpec;
import org.ncollapse.spec.Sweep.PlannedRun;

/**
 * The submission of all unfinished runs of a sweep: a job array, or several if Slurm does not allow one that is large
 * enough. Several are held until Slurm has accepted all of them, so that no run starts before a later array is
 * rejected.
 */
final class SlurmSubmission {

    /** The largest number of tasks in an array. The command line lists them, so it cannot be much larger. */
    private static final int MAX_TASKS = 1000;
    /**
     * The time between the signal and the time limit, to save a checkpoint. Slurm may send the signal a minute early.
     */
    private static final int SIGNAL_SECONDS = 120;

    private final RunFolders folders;
    private final List<String> task;
    private final ToLongFunction<Experiment> memoryOf;
    private final List<String> jobs = new ArrayList<>();
    private SweepManifest manifest;
    private boolean isHeld;

    /**
     * @param manifest the manifest of the sweep
     * @param task the command that runs one run; the index of the run is appended
     * @param memoryOf the peak memory of a run's process, in bytes
     */
    SlurmSubmission(
            SweepManifest manifest, RunFolders folders, List<String> task, ToLongFunction<Experiment> memoryOf) {
        this.manifest = manifest;
        this.folders = folders;
        this.task = List.copyOf(task);
        this.memoryOf = memoryOf;
    }

    /** Returns the manifest, with the jobs that Slurm has accepted. */
    SweepManifest manifest() {
        return manifest;
    }

    /**
     * Submits the arrays.
     *
     * @throws BadInputException if there is no Slurm, or it rejects one of them
     */
    void submit() throws IOException {
        List<List<Integer>> arrays = arrays(arraySize());
        isHeld = arrays.size() > 1;
        for (List<Integer> runs : arrays) {
            int first = runs.get(0);
            List<String> script = new ArrayList<>(List.of(script().toString(), Integer.toString(first)));
            script.addAll(task);
            String job = SlurmCommands.submit(options(runs), script);
            jobs.add(job);
            manifest = manifest.with(new Submission(job, Timestamp.now(), first, runs));
            manifest.write(folders);
        }
    }

    /** Returns the number of tasks that an array may have. */
    private static int arraySize() throws IOException {
        // Slurm's number is one more than the largest index, and indices start at 0.
        OptionalInt allowed = SlurmCommands.maxArraySize();
        if (allowed.isPresent() && allowed.getAsInt() <= 1) {
            throw new BadInputException("this cluster allows no job arrays (MaxArraySize = " + allowed.getAsInt()
                    + " in 'scontrol show config'); ask its administrators, or run the sweep on one machine with "
                    + "--launcher local");
        }
        return Math.min(MAX_TASKS, allowed.orElse(MAX_TASKS));
    }

    /** Returns the indices of the runs that are left to do, one list per job array. */
    private List<List<Integer>> arrays(int size) throws IOException {
        List<List<Integer>> arrays = new ArrayList<>();
        for (int i = 0; i < manifest.sweep().runs().size(); i++) {
            String run = manifest.sweep().runs().get(i).name();
            if (RunSummary.status(new RunFolders(folders.home(), run)).isFinal()) {
                continue;
            }
            if (arrays.isEmpty() || i - arrays.get(arrays.size() - 1).get(0) >= size) {
                arrays.add(new ArrayList<>());
            }
            arrays.get(arrays.size() - 1).add(i);
        }
        return arrays;
    }

    /** Lets the arrays start. */
    void release() throws IOException {
        if (!isHeld) {
            return;
        }
        for (String job : jobs) {
            try {
                SlurmCommands.release(job);
            } catch (BadInputException e) {
                throw new BadInputException(
                        e.getMessage() + "; release the jobs (scontrol release "
                                + String.join(",", jobs) + "), or cancel them ("
                                + "ncollapse sweep cancel " + folders.name() + ")",
                        e);
            }
        }
    }

    /**
     * Cancels the arrays that Slurm has accepted.
     *
     * @param rejection why the submission ends
     * @throws BadInputException if one cannot be canceled; the message contains the reason of the rejection, too
     */
    void cancel(Exception rejection) throws IOException {
        for (String job : jobs) {
            try {
                SlurmCommands.cancel(job);
            } catch (BadInputException e) {
                throw new BadInputException(
                        rejection.getMessage() + "; and " + e.getMessage() + ": cancel the held jobs (scancel "
                                + String.join(" ", jobs) + ")",
                        rejection);
            }
        }
    }

    private List<String> options(List<Integer> runs) {
        int first = runs.get(0);
        List<Experiment> experiments = runs.stream()
                .map(manifest.sweep().runs()::get)
                .map(PlannedRun::experiment)
                .toList();
        SlurmSpec spec = manifest.sweep().slurm();
        List<String> options = new ArrayList<>(List.of(
                "--job-name=" + manifest.sweep().name(),
                "--array="
                        + runs.stream()
                                .map(run -> Integer.toString(run - first))
                                .collect(Collectors.joining(",")),
                "--output=" + folders.checkpoints().toAbsolutePath().toString().replace("%", "%%") + "/slurm-%A_%a.log",
                "--open-mode=append",
                "--requeue",
                "--cpus-per-task="
                        + experiments.stream()
                                .mapToInt(experiment -> experiment.compute().threads())
                                .max()
                                .orElseThrow(),
                "--mem=" + ((experiments.stream().mapToLong(memoryOf).max().orElseThrow() >> 20) + 1) + "M",
                "--signal=B:USR1@" + SIGNAL_SECONDS));
        if (isHeld) {
            options.add("--hold");
        }
        if (spec.partition() != null) {
            options.add("--partition=" + spec.partition());
        }
        int gpus = spec.gpus() != null
                ? spec.gpus()
                : experiments.stream()
                                .anyMatch(experiment ->
                                        experiment.compute().device().isCuda())
                        ? 1
                        : 0;
        if (gpus > 0) {
            options.add("--gpus=" + gpus);
        }
        if (spec.timeLimit() != null) {
            options.add("--time=" + spec.timeLimit());
        }
        options.addAll(spec.sbatchOptions());
        return options;
    }

    /** Writes the script of the job array, for people to read; Slurm copies it. */
    private Path script() throws IOException {
        Path file = folders.checkpoints().resolve("array.sh");
        try (InputStream resource = SlurmSubmission.class.getResourceAsStream("array.sh")) {
            byte[] script = resource.readAllBytes();
            AtomicFile.write(file, part -> Files.write(part, script));
        }
        return file;
    }
}
