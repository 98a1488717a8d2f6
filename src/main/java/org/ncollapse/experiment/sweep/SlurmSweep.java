package org.ncollapse.experiment.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.sweep.SweepManifest.Submission;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Folders;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.SlurmSpec;
import org.ncollapse.spec.Sweep.PlannedRun;

/**
 * A sweep as arrays of Slurm's jobs, a task a run. Slurm alone says what runs where and when; a task that is asked to
 * end goes back into its queue.
 */
public final class SlurmSweep {

    /** Tasks in an array: as many as Slurm takes unless its administrator allows more ({@code MaxArraySize}). */
    private static final int ARRAY = 1000;
    /**
     * From the signal to the end of the time limit, for the state's way to the disk; Slurm may send it a minute early.
     */
    private static final int LEAD_SECONDS = 120;

    private SlurmSweep() {}

    /**
     * A task that is in the queue.
     *
     * @param run its place in the sweep's list
     * @param state Slurm's word: {@code PENDING}, {@code RUNNING}, …
     * @param reason why it waits
     */
    public record QueuedTask(int run, String state, String reason) {}

    /**
     * Submits every run that is not at its end.
     *
     * @param manifest as {@link SweepPreparation#prepare} has it
     * @param task the command that brings a run to its end; the run's place in the list is appended
     * @param need bytes that a run's process takes
     * @return the sweep with the jobs in it; no more of them where nothing is left to do
     * @throws BadInputException where there is no Slurm, it refuses, or jobs of the sweep are in its queue
     */
    public static SweepManifest submit(
            SweepManifest manifest, RunFolders folders, List<String> task, ToLongFunction<Experiment> need)
            throws IOException {
        requireNotQueued(manifest);
        try (RunLock lock = RunLock.acquire(folders)) {
            boolean isNew = !SweepManifest.exists(folders);
            manifest.write(folders); // Tasks read it, and may begin at once.
            SweepManifest submitted = manifest;
            for (List<Integer> runs : blocks(manifest, folders)) {
                int first = runs.get(0) / ARRAY * ARRAY;
                List<String> script = new ArrayList<>(List.of(script(folders).toString(), Integer.toString(first)));
                script.addAll(task);
                String job;
                try {
                    job = SlurmCommands.submit(options(manifest, folders, runs, first, need), script);
                } catch (BadInputException e) {
                    leave(submitted, manifest, folders, isNew);
                    throw e;
                }
                submitted = submitted.with(new Submission(
                        job, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), first, runs));
                submitted.write(folders);
            }
            return submitted;
        }
    }

    /** Refused, a sweep leaves nothing behind, unless a part of it was taken. */
    private static void leave(SweepManifest submitted, SweepManifest manifest, RunFolders folders, boolean isNew)
            throws IOException {
        List<Submission> taken = submitted
                .submissions()
                .subList(manifest.submissions().size(), submitted.submissions().size());
        if (!taken.isEmpty()) {
            throw new BadInputException(
                    "Slurm took job " + taken.stream().map(Submission::job).collect(Collectors.joining(", "))
                            + " and refuses the rest of the sweep; submit it again when that is done");
        }
        if (isNew) {
            Folders.deleteRecursively(folders.export());
            Folders.deleteRecursively(folders.checkpoints());
        }
    }

    /** @throws BadInputException where tasks of the sweep are queued: their numbers must go on to mean the same runs */
    static void requireNotQueued(SweepManifest manifest) throws IOException {
        for (Submission submission : manifest.submissions()) {
            if (!SlurmCommands.queuedTasks(submission.job(), manifest.sweep().name())
                    .isEmpty()) {
                throw new BadInputException("job " + submission.job()
                        + " of the sweep is in Slurm's queue; wait for it, or 'ncollapse sweep cancel "
                        + manifest.sweep().name() + "' first");
            }
        }
    }

    /** What is left to do, in arrays' portions. */
    private static Iterable<List<Integer>> blocks(SweepManifest manifest, RunFolders folders) throws IOException {
        TreeMap<Integer, List<Integer>> blocks = new TreeMap<>();
        for (int i = 0; i < manifest.sweep().runs().size(); i++) {
            if (!RunSummary.isFinal(RunSummary.status(new RunFolders(
                    folders.home(), manifest.sweep().runs().get(i).name())))) {
                blocks.computeIfAbsent(i / ARRAY, block -> new ArrayList<>()).add(i);
            }
        }
        return blocks.values();
    }

    private static List<String> options(
            SweepManifest manifest,
            RunFolders folders,
            List<Integer> runs,
            int first,
            ToLongFunction<Experiment> need) {
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
                "--mem=" + ((experiments.stream().mapToLong(need).max().orElseThrow() >> 20) + 1) + "M",
                "--signal=B:USR1@" + LEAD_SECONDS));
        if (spec.partition() != null) {
            options.add("--partition=" + spec.partition());
        }
        int cards = spec.gpus() != null
                ? spec.gpus()
                : experiments.stream()
                                .anyMatch(experiment ->
                                        experiment.compute().device().isCuda())
                        ? 1
                        : 0;
        if (cards > 0) {
            options.add("--gpus=" + cards);
        }
        if (spec.timeLimit() != null) {
            options.add("--time=" + spec.timeLimit());
        }
        options.addAll(spec.sbatchOptions());
        return options;
    }

    /** The array's script, where people can read it; Slurm takes a copy. */
    private static Path script(RunFolders folders) throws IOException {
        Path file = folders.checkpoints().resolve("array.sh");
        try (InputStream resource = SlurmSweep.class.getResourceAsStream("array.sh")) {
            Files.write(file, resource.readAllBytes());
        }
        return file;
    }

    /** Every task of the sweep that is in Slurm's queue. */
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
     * Cancels every job of the sweep that is in Slurm's queue; runs save their state.
     *
     * @return their numbers
     */
    public static List<String> cancel(SweepManifest manifest) throws IOException {
        List<String> cancelled = new ArrayList<>();
        for (Submission submission : manifest.submissions()) {
            if (!SlurmCommands.queuedTasks(submission.job(), manifest.sweep().name())
                    .isEmpty()) {
                SlurmCommands.cancel(submission.job());
                cancelled.add(submission.job());
            }
        }
        return cancelled;
    }
}
