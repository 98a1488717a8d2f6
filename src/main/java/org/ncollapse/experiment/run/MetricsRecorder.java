package org.ncollapse.experiment.run;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.capture.EpochSnapshot;
import org.ncollapse.capture.LayerSnapshot;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LayerMeasurement;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.network.Network;
import org.ncollapse.report.MetricTag;
import org.ncollapse.report.TensorBoardWriter;
import org.ncollapse.report.TensorBoardWriter.Scalar;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.Split;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.Objective;
import org.ncollapse.training.TrainingHook;

/** Writes the results of training epochs and of captures as rows of the run's tables. */
public final class MetricsRecorder implements TrainingHook {

    private final Objective objective;
    private final Network network;
    private final RunTablesWriter tables;
    private final TensorBoardWriter events;

    /**
     * @param objective gives the loss and the penalties of the network's current parameters and features
     * @param events null if no TensorBoard events are written
     */
    public MetricsRecorder(Objective objective, Network network, RunTablesWriter tables, TensorBoardWriter events) {
        this.objective = objective;
        this.network = network;
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
                            new Scalar(MetricTag.ofTraining("loss"), result.loss()),
                            new Scalar(MetricTag.ofTraining("error"), result.error()),
                            new Scalar(MetricTag.ofTraining("learning_rate"), result.learningRate())));
        }
    }

    /** Computes the metrics of a snapshot and writes them. */
    public void record(EpochSnapshot snapshot) {
        EpochResult result = snapshot.epochResult();
        double penalty = objective.penalty(network) + featurePenalty(snapshot);
        List<Scalar> scalars = new ArrayList<>();
        for (LayerSnapshot layer : snapshot.layers()) {
            LayerMeasurement measurement = LayerMeasurement.of(
                    layer.statistics(),
                    layer.isHeadInput() ? headInputs(layer, penalty) : null,
                    layer.oodMean(),
                    result.learningRate(),
                    result.inTerminalPhase());
            tables.writeMetrics(result.epoch(), layer.tap(), layer.split(), measurement);
            for (MetricColumn column : MetricColumn.values()) {
                scalars.add(new Scalar(
                        MetricTag.of(column, layer.tap(), layer.split()), column.value(measurement.metrics())));
            }
        }
        tables.flush();
        if (events != null) {
            events.addScalars(result.epoch(), scalars);
        }
    }

    private double featurePenalty(EpochSnapshot snapshot) {
        return snapshot.layers().stream()
                .filter(layer -> layer.split() == Split.TRAIN
                        && layer.tap().equals(objective.featureDecay().tap()))
                .mapToDouble(layer -> objective.penalty(layer.statistics()))
                .findFirst()
                .orElseThrow();
    }

    private HeadInputs headInputs(LayerSnapshot layer, double penalty) {
        double value = layer.split() == Split.TRAIN ? objective.dataTerm(layer.headEvaluator()) + penalty : Double.NaN;
        return objective.loss() == Loss.MSE
                ? HeadInputs.mse(
                        layer.headEvaluator(),
                        layer.sampleMetrics(),
                        value,
                        objective.weightDecay().head())
                : HeadInputs.crossEntropy(layer.headEvaluator(), layer.sampleMetrics(), value);
    }
}
