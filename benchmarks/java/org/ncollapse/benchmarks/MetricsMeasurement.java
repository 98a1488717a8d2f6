package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ncollapse.capture.EpochSnapshot;
import org.ncollapse.capture.LayerSnapshot;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Factorizations;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LossAndError;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.MomentumSgd;

/** All metrics of the training split, computed as in a run but not written to tables. */
final class MetricsMeasurement {

    private final Experiment experiment;
    private final MomentumSgd optimizer;
    private CollapseMetrics lastMetrics;

    MetricsMeasurement(Experiment experiment, MomentumSgd optimizer) {
        this.experiment = experiment;
        this.optimizer = optimizer;
    }

    void measure(EpochSnapshot snapshot) {
        LayerSnapshot layer = snapshot.layers().get(0);
        double loss = layer.headEvaluator().mseLoss();
        HeadInputs head = new HeadInputs(
                snapshot.head(),
                experiment.objective().weightDecay().head(),
                layer.sampleMetrics(),
                new LossAndError(
                        loss, loss + optimizer.penalty(), layer.headEvaluator().error()));
        lastMetrics = CollapseMetrics.of(
                Factorizations.of(layer.statistics()),
                head,
                null,
                snapshot.epochResult().learningRate(),
                false);
    }

    /** Writes the last metrics by the names of their columns. */
    void write(ObjectNode into) {
        ObjectNode metrics = into.putObject("metrics");
        for (MetricColumn column : MetricColumn.values()) {
            metrics.put(column.columnName(), column.value(lastMetrics));
        }
    }
}
