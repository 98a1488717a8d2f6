package org.ncollapse.experiment.run;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.capture.EpochSnapshot;
import org.ncollapse.capture.LayerSnapshot;
import org.ncollapse.report.table.CsvReader;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.Split;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.text.NumberText;
import org.ncollapse.training.ConstantPrediction;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.TrainingHook;

/** Warns of a training that learns nothing: for many epochs the network is no better than a constant output. */
final class ProgressCheck implements TrainingHook {

    private static final int MANY_EPOCHS = 10;
    /** A run with fewer epochs says nothing about its training. */
    private static final int FEWEST_EPOCHS = 3;

    private static final int LOSS_DIGITS = 3;

    private final ConstantPrediction constant;
    private final Consumer<String> warning;
    private int epochs;
    private String deadUnits = "";

    /** @param warning called once, when {@value #MANY_EPOCHS} epochs in a row were no better than the constant */
    ProgressCheck(ConstantPrediction constant, Consumer<String> warning) {
        this.constant = constant;
        this.warning = warning;
    }

    @Override
    public void epochEnded(EpochResult result) {
        epochs = constant.isAsGoodAs(result.loss(), result.error()) ? epochs + 1 : 0;
        if (epochs == MANY_EPOCHS) {
            warning.accept(message(epochs));
        }
    }

    /** Counts the units of the head's input that are zero for every training sample. */
    void inspect(EpochSnapshot snapshot) {
        for (LayerSnapshot layer : snapshot.layers()) {
            if (layer.isHeadInput() && layer.split() == Split.TRAIN) {
                int dead = deadUnits(layer.statistics());
                int width = layer.statistics().width();
                deadUnits = dead == 0
                        ? ""
                        : "; " + dead + " of " + width + " features at the head's input are zero for every training"
                                + " image";
            }
        }
    }

    private static int deadUnits(FeatureStatistics statistics) {
        DMatrixRMaj means = statistics.means();
        DMatrixRMaj covariance = statistics.withinCovariance();
        int dead = 0;
        for (int unit = 0; unit < statistics.width(); unit++) {
            double magnitude = covariance.get(unit, unit);
            for (int k = 0; k < statistics.classes(); k++) {
                magnitude += statistics.count(k) > 0 ? Math.abs(means.get(k, unit)) : 0;
            }
            dead += magnitude == 0 ? 1 : 0;
        }
        return dead;
    }

    /**
     * Returns the warning at the end of training; empty if the network has learned something. It reads the whole run's
     * epochs, those of earlier processes too.
     *
     * @param export the folder with {@code epochs.csv}
     */
    Optional<String> atEnd(Path export) {
        AtomicInteger trained = new AtomicInteger();
        AtomicInteger last = new AtomicInteger();
        CsvReader.forEachRow(export, RunTablesWriter.WRITER, RunTablesWriter.EPOCHS, row -> {
            trained.incrementAndGet();
            last.set(constant.isAsGoodAs(row.number("loss"), row.number("error")) ? last.get() + 1 : 0);
        });
        return last.get() >= Math.max(FEWEST_EPOCHS, Math.min(MANY_EPOCHS, trained.get()))
                ? Optional.of(message(last.get()))
                : Optional.empty();
    }

    private String message(int count) {
        return "the network has learned nothing in the last " + count
                + " epochs: loss and error are those of a constant"
                + " output (" + NumberText.significant(constant.loss(), LOSS_DIGITS) + ", "
                + NumberText.percent(constant.error()) + ")" + deadUnits
                + "; try a smaller optimizer.learningRate or a smaller objective.weightDecay";
    }
}
