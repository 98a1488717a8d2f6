package org.ncollapse.experiment.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.sweep.SweepManifest.Submission;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Folders;
import org.ncollapse.spec.Experiment;

/**
 * A sweep as job arrays on Slurm: one task per run. Slurm decides when and where tasks run. A task that is signaled
 * before its time limit saves a checkpoint and is requeued.
 */
public final class SlurmSweep {

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
            SweepManifest before = isNew ? manifest : SweepManifest.read(folders);
            manifest.write(folders); // Tasks read it, and may start at once.
            SlurmSubmission submission = new SlurmSubmission(manifest, folders, task, memoryOf);
            try {
                submission.submit();
            } catch (IOException | BadInputException e) {
                submission.cancel(e);
                if (isNew) {
                    Folders.deleteRecursively(folders.export());
                    Folders.deleteRecursively(folders.checkpoints());
                } else {
                    before.write(folders);
                }
                throw e;
            }
            submission.release();
            return submission.manifest();
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
