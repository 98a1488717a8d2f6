package org.ncollapse.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.sweep.SweepListener;
import org.ncollapse.experiment.sweep.SweepProgressSnapshot;
import org.ncollapse.spec.Sweep;
import org.ncollapse.spec.Sweep.PlannedRun;
import org.ncollapse.text.NumberText;

/**
 * Shows how a sweep goes on: a bar over all runs' epochs on a terminal, elsewhere a plain line now and then; a line
 * whenever a run ends.
 */
final class SweepProgressPrinter implements SweepListener, AutoCloseable {

    private static final long PLAIN_LINE_EVERY = 30_000_000_000L;

    private final Sweep sweep;
    private final RunFolders folders;
    private final PrintWriter err;
    private final ProgressBar bar;
    private long said = System.nanoTime() - PLAIN_LINE_EVERY;
    private int skipped;

    SweepProgressPrinter(Sweep sweep, RunFolders folders, PrintWriter err) {
        this.sweep = sweep;
        this.folders = folders;
        this.err = err;
        bar = LaunchEnvironment.hasTerminal()
                ? new ProgressBarBuilder()
                        .setTaskName(sweep.name())
                        .setUnit(" epochs", 1)
                        .build()
                : null;
    }

    @Override
    public void runSkipped(PlannedRun run, String status) {
        skipped++;
        if (!status.equals("finished")) {
            say(run.name() + ": " + status + ", and would again; it is skipped");
        }
    }

    @Override
    public void runStarted(PlannedRun run, boolean elsewhere) {
        if (elsewhere) {
            say(run.name() + ": goes on in another process, which is waited for");
        }
    }

    @Override
    public void runFinished(PlannedRun run) {
        say(run.name() + ": finished");
    }

    @Override
    public void runFailed(PlannedRun run, String why) {
        say(run.name() + ": failed: " + why + " (more in "
                + folders.checkpoints().resolve(run.name() + ".log") + ")");
    }

    @Override
    public void progress(SweepProgressSnapshot reading) {
        String runs = reading.completed() + " of " + sweep.runs().size() + " runs done, " + reading.running()
                + " going on" + (reading.failed() > 0 ? ", " + reading.failed() + " failed" : "");
        if (bar != null) {
            bar.maxHint(reading.maxEpochs());
            bar.stepTo(reading.doneEpochs());
            bar.setExtraMessage(" " + runs);
        } else if (System.nanoTime() - said > PLAIN_LINE_EVERY && reading.running() > 0) {
            said = System.nanoTime();
            say(sweep.name() + ": " + runs + ", epoch " + reading.doneEpochs() + " of " + reading.maxEpochs()
                    + (Double.isNaN(reading.secondsLeft())
                            ? ""
                            : ", about " + NumberText.duration(reading.secondsLeft()) + " left"));
        }
    }

    private void say(String line) {
        if (bar != null) {
            err.println();
        }
        err.println(line);
        err.flush();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
        if (skipped > 0) {
            err.println(sweep.name() + ": " + skipped + " of " + sweep.runs().size()
                    + " runs had come to their end before");
        }
    }
}
