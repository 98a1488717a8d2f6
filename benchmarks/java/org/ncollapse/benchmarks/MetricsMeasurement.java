package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ncollapse.capture.EpochSnapshot;
import org.ncollapse.capture.LayerSnapshot;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LayerMeasurement;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.network.Network;
import org.ncollapse.training.Objective;

/** All metrics of the training split, computed as in a run but not written to tables. */
final class MetricsMeasurement {

    private final Objective objective;
    private final Network network;
    private CollapseMetrics lastMetrics;

    MetricsMeasurement(Objective objective, Network network) {
        this.objective = objective;
        this.network = network;
    }

    void measure(EpochSnapshot snapshot) {
        LayerSnapshot layer = snapshot.layers().get(0);
        HeadInputs headInputs = HeadInputs.mse(
                layer.headEvaluator(),
                layer.sampleMetrics(),
                layer.headEvaluator().mseLoss() + objective.penalty(network),
                objective.weightDecay().head());
        lastMetrics = LayerMeasurement.of(
                        layer.statistics(),
                        headInputs,
                        null,
                        snapshot.epochResult().learningRate(),
                        false)
                .metrics();
    }

    /** Writes the last metrics by the names of their columns. */
    void write(ObjectNode into) {
        ObjectNode metrics = into.putObject("metrics");
        for (MetricColumn column : MetricColumn.values()) {
            metrics.put(column.columnName(), column.value(lastMetrics));
        }
    }
}
