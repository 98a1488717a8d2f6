package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.OptionalInt;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.ncollapse.experiment.run.RunListener;
import org.ncollapse.spec.Experiment;
import org.ncollapse.text.NumberText;
import org.ncollapse.training.EpochResult;

/**
 * Shows how a run goes on: a bar over epochs on a terminal, elsewhere a plain line now and then; with what is left at
 * most.
 */
final class RunProgressPrinter implements RunListener, AutoCloseable {

    private static final long PLAIN_LINE_EVERY = 5_000_000_000L;
    private static final long STEP_LINE_EVERY = 30_000_000_000L;

    private final Experiment experiment;
    private final PrintWriter err;
    private final ByteProgressBar downloads;
    private ProgressBar bar;
    private String epochText = "";
    private long begun;
    private double doneBefore;
    private long said;
    private OptionalInt zeroErrorEpoch = OptionalInt.empty();

    RunProgressPrinter(Experiment experiment, PrintWriter err) {
        this.experiment = experiment;
        this.err = err;
        downloads = new ByteProgressBar(err);
    }

    @Override
    public void onProgress(String name, long bytes, long total) {
        downloads.onProgress(name, bytes, total);
    }

    @Override
    public void warn(String message) {
        say("warning: " + message);
    }

    @Override
    public void stageStarted(String what) {
        close();
        say(experiment.name() + ": " + what);
    }

    @Override
    public void trainingStarted(EpochResult initial) {
        begin(0);
    }

    /** @param done epochs that another process has done, or a part of one */
    private void begin(double done) {
        begun = System.nanoTime();
        said = begun;
        doneBefore = done;
        if (LaunchEnvironment.hasTerminal()) {
            bar = new ProgressBarBuilder()
                    .setTaskName(experiment.name())
                    .setInitialMax(experiment.training().epochs())
                    .setUnit(" epochs", 1)
                    .build();
        } else {
            say(experiment.name() + ": training, at most "
                    + experiment.training().epochs() + " epochs"
                    + (done > 0 ? ", from epoch " + (1 + (int) done) + " on" : ""));
        }
    }

    @Override
    public void stepEnded(int epoch, int step, int steps) {
        if (begun == 0) {
            begin(epoch - 1 + (step - 1.0) / steps);
        }
        if (bar != null) {
            bar.setExtraMessage(epochText + " step " + step + "/" + steps);
        } else if (System.nanoTime() - said > STEP_LINE_EVERY) {
            say(experiment.name() + ": epoch " + epoch + ", step " + step + " of " + steps
                    + left(epoch - 1 + (double) step / steps));
        }
    }

    @Override
    public void epochEnded(EpochResult outcome) {
        if (begun == 0) { // Another process has done its steps.
            begin(outcome.epoch());
        }
        zeroErrorEpoch = outcome.zeroErrorEpoch();
        epochText = "training loss " + NumberText.significant(outcome.loss(), 3) + ", error "
                + NumberText.percent(outcome.error());
        if (bar != null) {
            bar.maxHint(lastEpoch());
            bar.stepTo(outcome.epoch());
            bar.setExtraMessage(epochText);
        } else if (outcome.isZeroErrorEpoch() || outcome.last() || System.nanoTime() - said > PLAIN_LINE_EVERY) {
            say(experiment.name() + ": epoch " + outcome.epoch() + " of " + lastEpoch() + ", " + epochText
                    + (outcome.last() ? "" : left(outcome.epoch())));
        }
        if (outcome.isZeroErrorEpoch()) {
            say(experiment.name() + ": zero training error at epoch " + outcome.epoch()
                    + "; the terminal phase begins");
        }
    }

    private int lastEpoch() {
        Integer past = experiment.training().epochsPastZeroError();
        int bound = experiment.training().epochs();
        return past == null || zeroErrorEpoch.isEmpty() ? bound : Math.min(bound, zeroErrorEpoch.getAsInt() + past);
    }

    private String left(double epochsDone) {
        if (epochsDone <= doneBefore) {
            return "";
        }
        double perEpoch = (System.nanoTime() - begun) * 1e-9 / (epochsDone - doneBefore);
        return ", " + NumberText.duration(perEpoch * (lastEpoch() - epochsDone)) + " left"
                + (experiment.training().epochsPastZeroError() != null && zeroErrorEpoch.isEmpty() ? " at most" : "");
    }

    private void say(String line) {
        said = System.nanoTime();
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
            bar = null;
        }
        downloads.close();
    }
}
