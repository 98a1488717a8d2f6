package org.ncollapse.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.capture.FeatureFiles;
import org.ncollapse.capture.FeatureProbe;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Factors;
import org.ncollapse.metrics.HeadReading;
import org.ncollapse.metrics.Outcome;
import org.ncollapse.metrics.Spectra;
import org.ncollapse.report.RunTables;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadScores;
import org.ncollapse.stats.SampleScores;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.State;

/**
 * Measures a model's states as a network's epochs are measured, all of its samples for a training split, and writes the
 * same files.
 */
final class SimulationRecorder {

    private static final String SPLIT = "train";

    private final Model model;
    private final double step;
    private final RunTables tables;
    private final FeatureFiles files;
    private final int[] labels;
    private Integer zero;

    /** @param step η, which stands in the tables as the learning rate */
    SimulationRecorder(Model model, double step, RunTables tables, FeatureFiles files) {
        this.model = model;
        this.step = step;
        this.tables = tables;
        this.files = files;
        labels = new int[model.samples()];
        int sample = 0;
        for (int k = 0; k < model.classes(); k++) {
            for (int i = 0; i < model.counts().get(k); i++) {
                labels[sample++] = k;
            }
        }
    }

    /** The first recorded iteration without a misclassified sample; null while there is none. */
    Integer zero() {
        return zero;
    }

    /**
     * Measures and writes one state.
     *
     * @param objective of the model, the features' penalty included
     * @param seconds since the iteration recorded before
     * @return the measures of the head's input
     */
    CollapseMetrics record(int iteration, State state, double objective, double seconds) throws IOException {
        DMatrixRMaj weights = state.weights().get(0);
        Head head = new Head(weights.numRows, weights.numCols, weights.getData(), state.bias());
        List<DMatrixRMaj> layers = state.layers(model);
        DMatrixRMaj features = layers.get(0);

        FeatureStatistics statistics = statistics(features);
        HeadReading reading = reading(head, features, statistics, objective);
        if (reading.outcome().error() == 0 && zero == null) {
            zero = iteration;
        }
        CollapseMetrics metrics = measure(iteration, FeatureProbe.PENULTIMATE, statistics, reading);

        List<String> taps = new ArrayList<>(List.of(FeatureProbe.PENULTIMATE));
        List<DMatrixRMaj> means = new ArrayList<>(List.of(statistics.means()));
        boolean deep = layers.size() > 1;
        if (deep) {
            taps.add(FeatureProbe.PREVIOUS);
            FeatureStatistics below = statistics(layers.get(1));
            means.add(below.means());
            measure(iteration, FeatureProbe.PREVIOUS, below, null);
        }
        DMatrixRMaj hidden = deep ? state.weights().get(1) : null;
        files.writeSamples(
                FeatureFiles.epoch(iteration), labels, taps, layers.subList(0, taps.size()), List.of(), head, hidden);
        if (zero != null && zero == iteration) {
            files.writeSamples(FeatureFiles.START, labels, taps, layers.subList(0, taps.size()), means, head, hidden);
        }
        tables.flush();
        if (iteration > 0) { // As of a network; but nothing here is measured while the weights move.
            tables.epoch(iteration, Double.NaN, Double.NaN, step, seconds);
        }
        return metrics;
    }

    private HeadReading reading(Head head, DMatrixRMaj features, FeatureStatistics statistics, double objective) {
        try (HeadScores scores = new HeadScores(head)) {
            scores.accept(features.getData(), labels, labels.length);
            return new HeadReading(
                    head,
                    model.decays().get(0),
                    SampleScores.of(features.getData(), labels, scores, statistics),
                    new Outcome(
                            model.crossEntropy() ? scores.crossEntropy() : scores.squaredError(),
                            objective,
                            scores.error()));
        }
    }

    private FeatureStatistics statistics(DMatrixRMaj features) {
        try (ClassMoments moments = new ClassMoments(model.classes(), features.numCols)) {
            moments.accept(features.getData(), labels, labels.length);
            return moments.snapshot();
        }
    }

    /** @param reading null for a layer that the head does not read */
    private CollapseMetrics measure(int iteration, String layer, FeatureStatistics statistics, HeadReading reading) {
        Factors factors = Factors.of(statistics);
        CollapseMetrics metrics = CollapseMetrics.of(factors, reading, null, step, zero != null);
        Head head = reading == null ? null : reading.head();
        tables.measured(
                iteration, layer, SPLIT, metrics, ClassMatrices.of(statistics, head), Spectra.of(factors, head));
        return metrics;
    }
}
