package org.ncollapse.experiment.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.capture.FeatureFileWriter;
import org.ncollapse.capture.LayerSamples;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LayerMeasurement;
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
 * Computes the metrics of a model's states and writes the same files as for a network's epochs. The model's samples are
 * the training split.
 */
final class SimulationRecorder {

    private final UfmModel model;
    private final double learningRate;
    private final RunTablesWriter tables;
    private final FeatureFileWriter files;
    private final int[] labels;
    private OptionalInt zeroErrorIteration = OptionalInt.empty();

    /** @param learningRate the step size η of gradient descent */
    SimulationRecorder(UfmModel model, double learningRate, RunTablesWriter tables, FeatureFileWriter files) {
        this.model = model;
        this.learningRate = learningRate;
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

    /** The first recorded iteration without a misclassified sample; empty while there is none. */
    OptionalInt zeroErrorIteration() {
        return zeroErrorIteration;
    }

    /**
     * Records one state.
     *
     * @param objective the model's objective, including the penalty of the features
     * @param seconds the time since the previous recorded iteration
     * @return the metrics of the head's input
     */
    CollapseMetrics record(int iteration, UfmState state, double objective, double seconds) throws IOException {
        DMatrixRMaj weights = state.weights().get(0);
        Head head = new Head(weights.numRows, weights.numCols, weights.getData(), state.bias());
        List<DMatrixRMaj> layers = state.layerFeatures(model);
        DMatrixRMaj features = layers.get(0);

        FeatureStatistics statistics = statistics(features);
        HeadInputs headInputs = headInputs(head, features, statistics, objective);
        if (headInputs.lossAndError().error() == 0 && zeroErrorIteration.isEmpty()) {
            zeroErrorIteration = OptionalInt.of(iteration);
        }
        CollapseMetrics metrics = writeMetrics(iteration, Tap.PENULTIMATE, statistics, headInputs);

        List<String> taps = new ArrayList<>(List.of(Tap.PENULTIMATE));
        List<DMatrixRMaj> means = new ArrayList<>(List.of(statistics.means()));
        boolean deep = layers.size() > 1;
        if (deep) {
            taps.add(Tap.PREVIOUS);
            FeatureStatistics previous = statistics(layers.get(1));
            means.add(previous.means());
            writeMetrics(iteration, Tap.PREVIOUS, previous, null);
        }
        DMatrixRMaj hidden = deep ? state.weights().get(1) : null;
        LayerSamples samples = new LayerSamples(
                IntStream.range(0, labels.length).toArray(), labels, taps, layers.subList(0, taps.size()), List.of());
        files.writeSamples(FeatureFileWriter.epochFileName(iteration), samples, head, hidden, null);
        if (zeroErrorIteration.equals(OptionalInt.of(iteration))) {
            files.writeSamples(FeatureFileWriter.INITIAL_SAMPLES_FILE, samples.withMeans(means), head, hidden, null);
        }
        tables.flush();
        if (iteration > 0) { // As for a network, but there is no running loss and error.
            tables.writeEpoch(iteration, Double.NaN, Double.NaN, learningRate, seconds);
        }
        return metrics;
    }

    private HeadInputs headInputs(Head head, DMatrixRMaj features, FeatureStatistics statistics, double objective) {
        try (HeadEvaluator scores = new HeadEvaluator(head)) {
            scores.accept(features.getData(), labels, labels.length);
            SampleMetrics sampleMetrics = SampleMetrics.of(features.getData(), labels, scores, statistics);
            return model.crossEntropy()
                    ? HeadInputs.crossEntropy(scores, sampleMetrics, objective)
                    : HeadInputs.mse(
                            scores, sampleMetrics, objective, model.lambdas().get(0));
        }
    }

    private FeatureStatistics statistics(DMatrixRMaj features) {
        try (ClassMoments moments = new ClassMoments(model.classes(), features.numCols)) {
            moments.accept(features.getData(), labels, labels.length);
            return moments.statistics();
        }
    }

    /** @param headInputs null for a layer that is not the head's input */
    private CollapseMetrics writeMetrics(
            int iteration, String layer, FeatureStatistics statistics, HeadInputs headInputs) {
        LayerMeasurement measurement =
                LayerMeasurement.of(statistics, headInputs, null, learningRate, zeroErrorIteration.isPresent());
        tables.writeMetrics(iteration, layer, Split.TRAIN, measurement);
        return measurement.metrics();
    }
}
