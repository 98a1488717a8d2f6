package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ncollapse.capture.LayerSnapshot;
import org.ncollapse.capture.Snapshot;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Factors;
import org.ncollapse.metrics.HeadReading;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.metrics.Outcome;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.HeavyBall;

/** Every metric of the training split, computed as a run computes them; only the tables are left out. */
final class Measurement {

    private final Experiment experiment;
    private final HeavyBall optimizer;
    private CollapseMetrics latest;

    Measurement(Experiment experiment, HeavyBall optimizer) {
        this.experiment = experiment;
        this.optimizer = optimizer;
    }

    void take(Snapshot snapshot) {
        LayerSnapshot layer = snapshot.layers().get(0);
        double loss = layer.headScores().squaredError();
        HeadReading reading = new HeadReading(
                snapshot.head(),
                experiment.objective().weightDecay().head(),
                layer.sampleScores(),
                new Outcome(loss, loss + optimizer.penalty(), layer.headScores().error()));
        latest = CollapseMetrics.of(
                Factors.of(layer.statistics()),
                reading,
                null,
                snapshot.outcome().learningRate(),
                false);
    }

    /** The latest metrics, by the names of their columns. */
    void write(ObjectNode into) {
        ObjectNode metrics = into.putObject("metrics");
        for (MetricColumn column : MetricColumn.values()) {
            metrics.put(column.column(), column.value(latest));
        }
    }
}
