package org.ncollapse.experiment.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.store.Timestamp;
import org.ncollapse.experiment.sweep.SweepManifest.Submission;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Folders;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.SlurmSpec;
import org.ncollapse.spec.Sweep.PlannedRun;

/**
 * A sweep as job arrays on Slurm: one task per run. Slurm decides when and where tasks run. A task that is signaled
 * before its time limit saves a checkpoint and is requeued.
 */
public final class SlurmSweep {

    /** The number of tasks in an array: Slurm's default limit ({@code MaxArraySize}). */
    private static final int ARRAY_SIZE = 1000;
    /**
     * The time between the signal and the time limit, to save a checkpoint. Slurm may send the signal a minute early.
     */
    private static final int SIGNAL_SECONDS = 120;

    private SlurmSweep() {}

    /**
     * A task in the queue.
     *
     * @param run the index of its run in the sweep's list
     * @param state Slurm's state: {@code PENDING}, {@code RUNNING}, …
     * @param reason why it is pending
     */
    public record QueuedTask(int run, String state, String reason) {}

    /**
     * Submits every run that is not finished or diverged.
     *
     * @param manifest the manifest from {@link SweepPreparation#prepare}
     * @param task the command that runs one run; the index of the run is appended
     * @param memoryOf the peak memory of a run's process, in bytes
     * @return the manifest with the new jobs; the same if nothing is left to do
     * @throws BadInputException if there is no Slurm, it rejects the jobs, or jobs of the sweep are in its queue
     */
    public static SweepManifest submit(
            SweepManifest manifest, RunFolders folders, List<String> task, ToLongFunction<Experiment> memoryOf)
            throws IOException {
        requireNotQueued(manifest);
        try (RunLock lock = RunLock.acquire(folders)) {
            boolean isNew = !SweepManifest.exists(folders);
            manifest.write(folders); // Tasks read it, and may start at once.
            SweepManifest submitted = manifest;
            for (List<Integer> runs : blocks(manifest, folders)) {
                int first = runs.get(0) / ARRAY_SIZE * ARRAY_SIZE;
                List<String> script = new ArrayList<>(List.of(script(folders).toString(), Integer.toString(first)));
                script.addAll(task);
                String job;
                try {
                    job = SlurmCommands.submit(options(manifest, folders, runs, first, memoryOf), script);
                } catch (BadInputException e) {
                    handleRejection(submitted, manifest, folders, isNew);
                    throw e;
                }
                submitted = submitted.with(new Submission(job, Timestamp.now(), first, runs));
                submitted.write(folders);
            }
            return submitted;
        }
    }

    /** If Slurm accepted no job of a new sweep, deletes it; if it accepted some, reports them. */
    private static void handleRejection(
            SweepManifest submitted, SweepManifest manifest, RunFolders folders, boolean isNew) throws IOException {
        List<Submission> accepted = submitted
                .submissions()
                .subList(manifest.submissions().size(), submitted.submissions().size());
        if (!accepted.isEmpty()) {
            throw new BadInputException("Slurm accepted job "
                    + accepted.stream().map(Submission::job).collect(Collectors.joining(", "))
                    + " and rejected the rest of the sweep; submit the sweep again when that job has ended");
        }
        if (isNew) {
            Folders.deleteRecursively(folders.export());
            Folders.deleteRecursively(folders.checkpoints());
        }
    }

    /** @throws BadInputException if tasks of the sweep are queued, because a queued task refers to its run by index */
    static void requireNotQueued(SweepManifest manifest) throws IOException {
        for (Submission submission : manifest.submissions()) {
            if (!SlurmCommands.queuedTasks(submission.job(), manifest.sweep().name())
                    .isEmpty()) {
                throw new BadInputException("job " + submission.job()
                        + " of the sweep is in Slurm's queue; wait for it, or run 'ncollapse sweep cancel "
                        + manifest.sweep().name() + "' first");
            }
        }
    }

    /** Returns the indices of the runs that are left to do, one list per job array. */
    private static Iterable<List<Integer>> blocks(SweepManifest manifest, RunFolders folders) throws IOException {
        TreeMap<Integer, List<Integer>> blocks = new TreeMap<>();
        for (int i = 0; i < manifest.sweep().runs().size(); i++) {
            if (!RunSummary.status(new RunFolders(
                            folders.home(), manifest.sweep().runs().get(i).name()))
                    .isFinal()) {
                blocks.computeIfAbsent(i / ARRAY_SIZE, block -> new ArrayList<>())
                        .add(i);
            }
        }
        return blocks.values();
    }

    private static List<String> options(
            SweepManifest manifest,
            RunFolders folders,
            List<Integer> runs,
            int first,
            ToLongFunction<Experiment> memoryOf) {
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
    private static Path script(RunFolders folders) throws IOException {
        Path file = folders.checkpoints().resolve("array.sh");
        try (InputStream resource = SlurmSweep.class.getResourceAsStream("array.sh")) {
            byte[] script = resource.readAllBytes();
            AtomicFile.write(file, part -> Files.write(part, script));
        }
        return file;
    }

    /** Returns every task of the sweep that is in Slurm's queue. */
    public static List<QueuedTask> queued(SweepManifest manifest) throws IOException {
        List<QueuedTask> tasks = new ArrayList<>();
        for (Submission submission : manifest.submissions()) {
            for (String line :
                    SlurmCommands.queuedTasks(submission.job(), manifest.sweep().name())) {
                String[] words = line.split(" ", 3);
                tasks.add(new QueuedTask(
                        submission.first() + Integer.parseInt(words[0]), words[1], words.length > 2 ? words[2] : ""));
            }
        }
        return tasks;
    }

    /**
     * Cancels every job of the sweep that is in Slurm's queue; their runs save checkpoints.
     *
     * @return the ids of the jobs
     */
    public static List<String> cancel(SweepManifest manifest) throws IOException {
        List<String> canceledJobs = new ArrayList<>();
        for (Submission submission : manifest.submissions()) {
            if (!SlurmCommands.queuedTasks(submission.job(), manifest.sweep().name())
                    .isEmpty()) {
                SlurmCommands.cancel(submission.job());
                canceledJobs.add(submission.job());
            }
        }
        return canceledJobs;
    }
}
