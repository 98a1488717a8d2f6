package org.ncollapse.experiment.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.spec.Sweep.PlannedRun;

/**
 * Ends a sweep: its jobs on Slurm, and the processes that it has on this machine. All of them save their runs' states.
 */
public final class SweepCancellation {

    private SweepCancellation() {}

    /**
     * Asks everything that goes on to end; does not wait.
     *
     * @return what was asked, a line each
     */
    public static List<String> cancel(SweepManifest manifest, RunFolders folders) throws IOException {
        List<String> asked = new ArrayList<>();
        Optional<ProcessHandle> here = RunLock.holder(folders);
        here.ifPresent(process -> {
            process.destroy(); // It ends its runs' processes itself.
            asked.add("Asked process " + process.pid() + ", which has the sweep, to end it.");
        });
        SlurmSweep.cancel(manifest).forEach(job -> asked.add("Cancelled Slurm's job " + job + "."));
        if (asked.isEmpty()) { // Its process may have been killed, and have left some behind.
            for (PlannedRun run : manifest.sweep().runs()) {
                RunLock.holder(new RunFolders(folders.home(), run.name())).ifPresent(process -> {
                    process.destroy();
                    asked.add(
                            "Asked process " + process.pid() + ", which has the run '" + run.name() + "', to end it.");
                });
            }
        }
        asked.add(
                asked.isEmpty()
                        ? "Nothing of the sweep goes on here."
                        : "'ncollapse sweep status " + folders.name() + "' shows when runs have saved their states.");
        return asked;
    }
}
