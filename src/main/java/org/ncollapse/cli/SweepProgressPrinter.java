package org.ncollapse.cli;

import java.io.PrintWriter;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.sweep.SweepListener;
import org.ncollapse.experiment.sweep.SweepProgressSnapshot;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Sweep;
import org.ncollapse.spec.Sweep.PlannedRun;
import org.ncollapse.text.NumberText;

/** Prints the progress of a sweep: the epochs of all runs, and a line when a run ends. */
final class SweepProgressPrinter implements SweepListener, AutoCloseable {

    private static final int LINE_SECONDS = 30;

    private final Sweep sweep;
    private final RunFolders folders;
    private final ProgressPrinter progress;
    private boolean printed;
    private int skipped;

    SweepProgressPrinter(Sweep sweep, RunFolders folders, PrintWriter err) {
        this.sweep = sweep;
        this.folders = folders;
        progress = new ProgressPrinter(err);
        progress.start(sweep.name(), ProgressPrinter.Unit.EPOCHS, -1, 0);
    }

    @Override
    public void runSkipped(PlannedRun run, RunStatus status) {
        skipped++;
        if (status != RunStatus.FINISHED) {
            progress.message(run.name() + ": " + status + "; skipped, because it would diverge again");
        }
    }

    @Override
    public void runStarted(PlannedRun run, boolean elsewhere) {
        if (elsewhere) {
            progress.message(run.name() + ": already running in another process; waiting for it");
        }
    }

    @Override
    public void runFinished(PlannedRun run) {
        progress.message(run.name() + ": finished");
    }

    @Override
    public void runRetried(PlannedRun run, String why) {
        progress.message(run.name() + ": failed next to other runs on the GPU: " + why + "; it is started again alone");
    }

    @Override
    public void runFailed(PlannedRun run, String why) {
        progress.message(run.name() + ": failed: " + why + " (more in "
                + folders.checkpoints().resolve(run.name() + ".log") + ")");
    }

    @Override
    public void progress(SweepProgressSnapshot snapshot) {
        String runs = snapshot.completed() + " of " + sweep.runs().size() + " runs done, " + snapshot.running()
                + " running" + (snapshot.failed() > 0 ? ", " + snapshot.failed() + " failed" : "");
        progress.move(snapshot.doneEpochs(), snapshot.maxEpochs());
        if (progress.hasTerminal() || snapshot.running() > 0) {
            // The first line comes at once: it says that runs have started.
            progress.text(
                    " " + runs,
                    printed ? LINE_SECONDS : 0,
                    () -> sweep.name() + ": " + runs + ", epoch " + snapshot.doneEpochs() + " of "
                            + snapshot.maxEpochs()
                            + (Double.isNaN(snapshot.secondsLeft())
                                    ? ""
                                    : ", about " + NumberText.duration(snapshot.secondsLeft()) + " left"));
            printed = true;
        }
    }

    @Override
    public void close() {
        progress.close();
        if (skipped > 0) {
            progress.message(sweep.name() + ": " + skipped + " of "
                    + sweep.runs().size() + " runs were already finished or diverged");
        }
    }
}
