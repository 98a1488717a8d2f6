package org.ncollapse.experiment.run;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.capture.EpochSnapshot;
import org.ncollapse.capture.LayerSnapshot;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Factorizations;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LossAndError;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.metrics.Spectra;
import org.ncollapse.report.TensorBoardWriter;
import org.ncollapse.report.TensorBoardWriter.Scalar;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.Split;
import org.ncollapse.stats.Head;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.MomentumSgd;
import org.ncollapse.training.TrainingHook;

/** Writes the results of epochs and the metrics of captured features to the run's tables. */
public final class MetricsRecorder implements TrainingHook {

    private final Experiment experiment;
    private final MomentumSgd optimizer;
    private final RunTablesWriter tables;
    private final TensorBoardWriter events;

    /**
     * @param optimizer computes the penalty of the current weights
     * @param events the TensorBoard writer; null if the experiment asks for none
     */
    public MetricsRecorder(
            Experiment experiment, MomentumSgd optimizer, RunTablesWriter tables, TensorBoardWriter events) {
        this.experiment = experiment;
        this.optimizer = optimizer;
        this.tables = tables;
        this.events = events;
    }

    @Override
    public void epochEnded(EpochResult result) {
        tables.writeEpoch(result.epoch(), result.loss(), result.error(), result.learningRate(), result.seconds());
        if (events != null) {
            events.addScalars(
                    result.epoch(),
                    List.of(
                            new Scalar("running/loss", result.loss()),
                            new Scalar("running/error", result.error()),
                            new Scalar("running/learning_rate", result.learningRate())));
        }
    }

    /** Computes and writes the metrics of one captured epoch. */
    public void record(EpochSnapshot snapshot) {
        EpochResult result = snapshot.epochResult();
        double penalty = optimizer.penalty();
        List<Scalar> scalars = new ArrayList<>();
        for (LayerSnapshot layer : snapshot.layers()) {
            Factorizations factors = Factorizations.of(layer.statistics());
            HeadInputs headInputs = layer.isHeadInput()
                    ? new HeadInputs(
                            snapshot.head(),
                            experiment.objective().weightDecay().head(),
                            layer.sampleMetrics(),
                            lossAndError(layer, penalty))
                    : null;
            CollapseMetrics metrics = CollapseMetrics.of(
                    factors, headInputs, layer.oodMean(), result.learningRate(), result.inTerminalPhase());
            Head head = layer.isHeadInput() ? snapshot.head() : null;
            tables.writeMetrics(
                    result.epoch(),
                    layer.tap(),
                    layer.split(),
                    metrics,
                    ClassMatrices.of(layer.statistics(), head),
                    Spectra.of(factors, head));
            for (MetricColumn column : MetricColumn.values()) {
                scalars.add(new Scalar(
                        column.columnName() + "/" + layer.tap() + ", " + layer.split(), column.value(metrics)));
            }
        }
        tables.flush();
        if (events != null) {
            events.addScalars(result.epoch(), scalars);
        }
    }

    private LossAndError lossAndError(LayerSnapshot layer, double penalty) {
        double loss = experiment.objective().loss() == Loss.MSE
                ? layer.headEvaluator().mseLoss()
                : layer.headEvaluator().crossEntropy();
        boolean train = layer.split() == Split.TRAIN;
        return new LossAndError(
                loss, train ? loss + penalty : Double.NaN, layer.headEvaluator().error());
    }
}
