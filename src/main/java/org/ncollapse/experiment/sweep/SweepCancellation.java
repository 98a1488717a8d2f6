package org.ncollapse.experiment.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.spec.Sweep.PlannedRun;

/** Cancels a sweep: its jobs on Slurm and its processes on this machine. Their runs save checkpoints. */
public final class SweepCancellation {

    private SweepCancellation() {}

    /**
     * Asks all jobs and processes to stop. Does not wait for them.
     *
     * @return a line about each job and process
     */
    public static List<String> cancel(SweepManifest manifest, RunFolders folders) throws IOException {
        List<String> messages = new ArrayList<>();
        Optional<ProcessHandle> localProcess = RunLock.holder(folders);
        localProcess.ifPresent(process -> {
            process.destroy(); // It stops the processes of its runs itself.
            messages.add("Asked process " + process.pid() + ", which runs the sweep, to stop.");
        });
        SlurmSweep.cancel(manifest).forEach(job -> messages.add("Canceled Slurm job " + job + "."));
        if (messages.isEmpty()) { // The sweep's process may have been killed while its runs continue.
            for (PlannedRun run : manifest.sweep().runs()) {
                RunLock.holder(new RunFolders(folders.home(), run.name())).ifPresent(process -> {
                    process.destroy();
                    messages.add("Asked process " + process.pid() + ", which works on the run '" + run.name()
                            + "', to stop.");
                });
            }
        }
        messages.add(
                messages.isEmpty()
                        ? "No job and no process of the sweep is running."
                        : "'ncollapse sweep status " + folders.name() + "' shows when the runs have stopped.");
        return messages;
    }
}
