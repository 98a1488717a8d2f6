package org.ncollapse.experiment.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.capture.FeatureFileWriter;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Factorizations;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LossAndError;
import org.ncollapse.metrics.Spectra;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.Split;
import org.ncollapse.spec.Tap;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;

/**
 * Measures a model's states as a network's epochs are measured, all of its samples for a training split, and writes the
 * same files.
 */
final class SimulationRecorder {

    private final UfmModel model;
    private final double step;
    private final RunTablesWriter tables;
    private final FeatureFileWriter files;
    private final int[] labels;
    private Integer zeroErrorIteration;

    /** @param step η, which stands in the tables as the learning rate */
    SimulationRecorder(UfmModel model, double step, RunTablesWriter tables, FeatureFileWriter files) {
        this.model = model;
        this.step = step;
        this.tables = tables;
        this.files = files;
        labels = new int[model.samples()];
        int sample = 0;
        for (int k = 0; k < model.classes(); k++) {
            for (int i = 0; i < model.classCounts().get(k); i++) {
                labels[sample++] = k;
            }
        }
    }

    /** The first recorded iteration without a misclassified sample; null while there is none. */
    Integer zeroErrorIteration() {
        return zeroErrorIteration;
    }

    /**
     * Measures and writes one state.
     *
     * @param objective of the model, the features' penalty included
     * @param seconds since the iteration recorded before
     * @return the measures of the head's input
     */
    CollapseMetrics record(int iteration, UfmState state, double objective, double seconds) throws IOException {
        DMatrixRMaj weights = state.weights().get(0);
        Head head = new Head(weights.numRows, weights.numCols, weights.getData(), state.bias());
        List<DMatrixRMaj> layers = state.layerFeatures(model);
        DMatrixRMaj features = layers.get(0);

        FeatureStatistics statistics = statistics(features);
        HeadInputs reading = reading(head, features, statistics, objective);
        if (reading.lossAndError().error() == 0 && zeroErrorIteration == null) {
            zeroErrorIteration = iteration;
        }
        CollapseMetrics metrics = measure(iteration, Tap.PENULTIMATE, statistics, reading);

        List<String> taps = new ArrayList<>(List.of(Tap.PENULTIMATE));
        List<DMatrixRMaj> means = new ArrayList<>(List.of(statistics.means()));
        boolean deep = layers.size() > 1;
        if (deep) {
            taps.add(Tap.PREVIOUS);
            FeatureStatistics below = statistics(layers.get(1));
            means.add(below.means());
            measure(iteration, Tap.PREVIOUS, below, null);
        }
        DMatrixRMaj hidden = deep ? state.weights().get(1) : null;
        files.writeSamples(
                FeatureFileWriter.epochFileName(iteration),
                labels,
                taps,
                layers.subList(0, taps.size()),
                List.of(),
                head,
                hidden);
        if (zeroErrorIteration != null && zeroErrorIteration == iteration) {
            files.writeSamples(
                    FeatureFileWriter.UFM_START, labels, taps, layers.subList(0, taps.size()), means, head, hidden);
        }
        tables.flush();
        if (iteration > 0) { // As of a network; but nothing here is measured while the weights move.
            tables.writeEpoch(iteration, Double.NaN, Double.NaN, step, seconds);
        }
        return metrics;
    }

    private HeadInputs reading(Head head, DMatrixRMaj features, FeatureStatistics statistics, double objective) {
        try (HeadEvaluator scores = new HeadEvaluator(head)) {
            scores.accept(features.getData(), labels, labels.length);
            return new HeadInputs(
                    head,
                    model.lambdas().get(0),
                    SampleMetrics.of(features.getData(), labels, scores, statistics),
                    new LossAndError(
                            model.crossEntropy() ? scores.crossEntropy() : scores.mseLoss(),
                            objective,
                            scores.error()));
        }
    }

    private FeatureStatistics statistics(DMatrixRMaj features) {
        try (ClassMoments moments = new ClassMoments(model.classes(), features.numCols)) {
            moments.accept(features.getData(), labels, labels.length);
            return moments.statistics();
        }
    }

    /** @param reading null for a layer that the head does not read */
    private CollapseMetrics measure(int iteration, String layer, FeatureStatistics statistics, HeadInputs reading) {
        Factorizations factors = Factorizations.of(statistics);
        CollapseMetrics metrics = CollapseMetrics.of(factors, reading, null, step, zeroErrorIteration != null);
        Head head = reading == null ? null : reading.head();
        tables.writeMetrics(
                iteration, layer, Split.TRAIN, metrics, ClassMatrices.of(statistics, head), Spectra.of(factors, head));
        return metrics;
    }
}
