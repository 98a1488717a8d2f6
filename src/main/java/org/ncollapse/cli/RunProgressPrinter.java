package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.OptionalInt;
import org.ncollapse.experiment.run.RunListener;
import org.ncollapse.spec.Experiment;
import org.ncollapse.text.NumberText;
import org.ncollapse.training.EpochResult;

/** Prints the progress of a run: downloads, warnings, stages, epochs and steps, and the time that is left at most. */
final class RunProgressPrinter implements RunListener, AutoCloseable {

    /** Steps are only worth a line where an epoch takes long. */
    private static final int STEP_LINE_SECONDS = 30;

    private static final int LOSS_DIGITS = 3;

    private final Experiment experiment;
    private final ByteProgressPrinter downloads;
    private final ProgressPrinter progress;
    private final StageProgressPrinter stages;
    private String epochText = "";
    private OptionalInt zeroErrorEpoch = OptionalInt.empty();

    RunProgressPrinter(Experiment experiment, PrintWriter err) {
        this.experiment = experiment;
        downloads = new ByteProgressPrinter(err);
        progress = new ProgressPrinter(err);
        stages = new StageProgressPrinter(experiment.name(), err);
    }

    @Override
    public void onProgress(String name, long bytes, long total) {
        downloads.onProgress(name, bytes, total);
    }

    @Override
    public void warn(String message) {
        progress.message("warning: " + message);
    }

    @Override
    public void stageStarted(String what) {
        close();
        stages.stageStarted(what);
    }

    @Override
    public void simulationEnded(int done, int usual) {
        stages.simulationEnded(done, usual);
    }

    @Override
    public void trainingStarted(EpochResult initial) {
        start(0);
    }

    /** @param done epochs that an earlier process trained, with the fraction of the last one */
    private void start(double done) {
        progress.start(
                experiment.name(),
                ProgressPrinter.Unit.EPOCHS,
                experiment.training().epochs(),
                done);
        if (!progress.hasTerminal()) {
            message("training, at most " + experiment.training().epochs() + " epochs"
                    + (done > 0 ? ", from epoch " + (1 + (int) done) : ""));
        }
    }

    @Override
    public void stepEnded(int epoch, int step, int steps) {
        if (!progress.isStarted()) {
            start(epoch - 1 + (step - 1.0) / steps);
        }
        progress.text(
                epochText + " step " + step + "/" + steps,
                STEP_LINE_SECONDS,
                () -> line("epoch " + epoch + ", step " + step + " of " + steps
                        + timeLeft(epoch - 1 + (double) step / steps)));
    }

    @Override
    public void epochEnded(EpochResult result) {
        if (!progress.isStarted()) { // An earlier process trained all steps of this epoch.
            start(result.epoch());
        }
        zeroErrorEpoch = result.zeroErrorEpoch();
        epochText = "training loss " + NumberText.significant(result.loss(), LOSS_DIGITS) + ", error "
                + NumberText.percent(result.error());
        String line = line("epoch " + result.epoch() + " of " + lastEpoch() + ", " + epochText
                + (result.isLastEpoch() ? "" : timeLeft(result.epoch())));
        if (!progress.hasTerminal() && (result.isZeroErrorEpoch() || result.isLastEpoch())) {
            progress.message(line);
        } else {
            progress.step(result.epoch(), lastEpoch(), epochText, () -> line);
        }
        if (result.isZeroErrorEpoch()) {
            message("zero training error at epoch " + result.epoch() + "; the terminal phase begins");
        }
    }

    private int lastEpoch() {
        Integer past = experiment.training().epochsPastZeroError();
        int bound = experiment.training().epochs();
        return past == null || zeroErrorEpoch.isEmpty() ? bound : Math.min(bound, zeroErrorEpoch.getAsInt() + past);
    }

    private String timeLeft(double epochsDone) {
        String left = progress.timeLeft(epochsDone, lastEpoch());
        boolean mayEndEarlier = experiment.training().epochsPastZeroError() != null && zeroErrorEpoch.isEmpty();
        return left + (mayEndEarlier && !left.isEmpty() ? " at most" : "");
    }

    private String line(String text) {
        return experiment.name() + ": " + text;
    }

    private void message(String text) {
        progress.message(line(text));
    }

    @Override
    public void close() {
        progress.close();
        downloads.close();
    }
}
