package org.ncollapse.experiment;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.capture.LayerSnapshot;
import org.ncollapse.capture.Snapshot;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Factors;
import org.ncollapse.metrics.HeadReading;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.metrics.Outcome;
import org.ncollapse.metrics.Spectra;
import org.ncollapse.report.EventFile;
import org.ncollapse.report.EventFile.Scalar;
import org.ncollapse.report.RunTables;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.stats.Head;
import org.ncollapse.training.EpochOutcome;
import org.ncollapse.training.HeavyBall;
import org.ncollapse.training.TrainingHook;

/** Turns what training and capture hand on into rows of the run's tables. */
final class Recorder implements TrainingHook {

    private final Experiment experiment;
    private final HeavyBall optimizer;
    private final RunTables tables;
    private final EventFile events;

    /**
     * @param optimizer knows the penalty of the weights as they stand
     * @param events null where none are asked for
     */
    Recorder(Experiment experiment, HeavyBall optimizer, RunTables tables, EventFile events) {
        this.experiment = experiment;
        this.optimizer = optimizer;
        this.tables = tables;
        this.events = events;
    }

    @Override
    public void epochEnded(EpochOutcome outcome) {
        tables.epoch(outcome.epoch(), outcome.loss(), outcome.error(), outcome.learningRate(), outcome.seconds());
        if (events != null) {
            events.scalars(
                    outcome.epoch(),
                    List.of(
                            new Scalar("running/loss", outcome.loss()),
                            new Scalar("running/error", outcome.error()),
                            new Scalar("running/learning_rate", outcome.learningRate())));
        }
    }

    void record(Snapshot snapshot) {
        EpochOutcome outcome = snapshot.outcome();
        double penalty = optimizer.penalty();
        List<Scalar> scalars = new ArrayList<>();
        for (LayerSnapshot layer : snapshot.layers()) {
            Factors factors = Factors.of(layer.statistics());
            HeadReading reading = layer.readByHead()
                    ? new HeadReading(
                            snapshot.head(),
                            experiment.objective().weightDecay().head(),
                            layer.sampleScores(),
                            score(layer, penalty))
                    : null;
            CollapseMetrics metrics =
                    CollapseMetrics.of(factors, reading, layer.oodMean(), outcome.learningRate(), outcome.terminal());
            Head head = layer.readByHead() ? snapshot.head() : null;
            tables.measured(
                    outcome.epoch(),
                    layer.tap(),
                    layer.split(),
                    metrics,
                    ClassMatrices.of(layer.statistics(), head),
                    Spectra.of(factors, head));
            for (MetricColumn column : MetricColumn.values()) {
                scalars.add(
                        new Scalar(column.column() + "/" + layer.tap() + ", " + layer.split(), column.value(metrics)));
            }
        }
        tables.flush();
        if (events != null) {
            events.scalars(outcome.epoch(), scalars);
        }
    }

    private Outcome score(LayerSnapshot layer, double penalty) {
        double loss = experiment.objective().loss() == Loss.MSE
                ? layer.headScores().squaredError()
                : layer.headScores().crossEntropy();
        boolean train = layer.split().equals("train");
        return new Outcome(
                loss, train ? loss + penalty : Double.NaN, layer.headScores().error());
    }
}
