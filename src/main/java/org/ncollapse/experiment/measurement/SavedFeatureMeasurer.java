package org.ncollapse.experiment.measurement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedFeatures;
import org.ncollapse.capture.SavedMoments;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LayerMeasurement;
import org.ncollapse.metrics.LossAndError;
import org.ncollapse.metrics.PublishedMetric;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.Split;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.DoubleFeatureConsumer;
import org.ncollapse.stats.FeatureSource;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;

/**
 * Computes the metrics of saved features, as for the features of a network. The second pass over the features reads the
 * file again; a training run reads its in-memory buffer instead.
 */
final class SavedFeatureMeasurer {

    private final MeasurementInput input;
    private final Loss loss;
    private final boolean withMatrices;
    private final LongConsumer onBytesRead;
    private final BiConsumer<CaptureKey, PublishedMetric.Layer> onMeasured;
    private CaptureKey trainingKey;
    private FeatureStatistics trainingStatistics;
    private int lastErrorEpoch = -1;
    private OptionalInt zeroErrorEpoch = OptionalInt.empty();

    /**
     * @param withMatrices whether to compute the K×K matrices
     * @param onBytesRead receives the number of bytes after each block of features
     * @param onMeasured receives what was measured of each split
     */
    SavedFeatureMeasurer(
            MeasurementInput input,
            Loss loss,
            boolean withMatrices,
            LongConsumer onBytesRead,
            BiConsumer<CaptureKey, PublishedMetric.Layer> onMeasured) {
        this.input = input;
        this.loss = loss;
        this.withMatrices = withMatrices;
        this.onBytesRead = onBytesRead;
        this.onMeasured = onMeasured;
    }

    /** The bytes of features that will be read; those that are read twice count twice. */
    static long bytesToRead(MeasurementInput input) {
        return input.splits().stream()
                .mapToLong(split -> split.samples().bytes()
                        * (split.head() == null || split.samples() instanceof SavedMoments ? 1 : 2))
                .sum();
    }

    /** Returns one line that says which columns stay empty because files have moments; empty if all have features. */
    static Optional<String> emptyColumns(MeasurementInput input, Loss loss) {
        List<String> files = new ArrayList<>();
        boolean withoutError = false;
        boolean withoutLoss = false;
        for (SavedSplit split : input.splits()) {
            if (split.samples() instanceof SavedMoments moments) {
                files.add(split.arrays().mainFile().toString());
                withoutError |= split.head() != null && Double.isNaN(moments.error());
                withoutLoss |= split.head() != null && Double.isNaN(lossOf(moments, loss));
            }
        }
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(files.get(0)
                        + (files.size() > 1 ? " and " + (files.size() - 1) + " more" : "")
                        + ": nc4_mismatch and cosine_margin_* stay empty, because they need every sample and the file"
                        + " has class moments"
                        + (withoutError ? "; error too, without an array 'errors'" : "")
                        + (withoutLoss
                                ? "; loss too, without an array '"
                                        + (loss == Loss.MSE ? "squared_error_sum" : "cross_entropy_sum") + "'"
                                : ""));
    }

    private static double lossOf(SavedMoments moments, Loss loss) {
        return loss == Loss.MSE ? moments.mseLoss() : moments.crossEntropy();
    }

    List<SplitMeasurement> measure() {
        List<SplitMeasurement> measured = new ArrayList<>();
        input.splits().forEach(split -> measured.add(measure(split)));
        return measured;
    }

    /** The first measured epoch with zero training error; empty if there is none. */
    OptionalInt zeroErrorEpoch() {
        return zeroErrorEpoch;
    }

    private SplitMeasurement measure(SavedSplit split) {
        return split.samples() instanceof SavedMoments moments
                ? measureMoments(split, moments)
                : measureFeatures(split, split.features());
    }

    private SplitMeasurement measureMoments(SavedSplit split, SavedMoments saved) {
        HeadInputs headInputs = split.head() == null
                ? null
                : new HeadInputs(
                        split.head().toHead(),
                        loss == Loss.MSE ? OptionalDouble.of(split.head().weightDecay()) : OptionalDouble.empty(),
                        SampleMetrics.allNaN(),
                        new LossAndError(lossOf(saved, loss), Double.NaN, saved.error()));
        try (ClassMoments moments = new ClassMoments(input.classes(), saved.width())) {
            moments.combine(saved.read());
            onBytesRead.accept(saved.bytes());
            return measurement(split, moments.statistics(), headInputs);
        }
    }

    private SplitMeasurement measureFeatures(SavedSplit split, SavedFeatures saved) {
        Head head = split.head() == null ? null : split.head().toHead();
        FeatureSource features = withProgress(saved);
        FeatureStatistics statistics;
        HeadInputs headInputs = null;
        try (ClassMoments moments = new ClassMoments(input.classes(), features.width());
                HeadEvaluator evaluator = head == null ? null : new HeadEvaluator(head)) {
            features.forEachBatch((values, labels, rows) -> {
                moments.accept(values, labels, rows);
                if (evaluator != null) {
                    evaluator.accept(values, labels, rows);
                }
            });
            statistics = moments.statistics();
            if (evaluator != null) {
                headInputs = headInputs(
                        evaluator,
                        sampleMetrics(split.key(), features, evaluator, statistics),
                        split.head().weightDecay());
            }
        }
        return measurement(split, statistics, headInputs);
    }

    /** @param headInputs null if no head reads the layer */
    private SplitMeasurement measurement(SavedSplit split, FeatureStatistics statistics, HeadInputs headInputs) {
        if (split.key().isTrain()) {
            trainingKey = split.key();
            trainingStatistics = statistics;
            if (headInputs != null && !Double.isNaN(headInputs.lossAndError().error())) {
                lastErrorEpoch = split.key().epoch();
                if (zeroErrorEpoch.isEmpty() && headInputs.lossAndError().error() == 0) {
                    zeroErrorEpoch = OptionalInt.of(lastErrorEpoch);
                }
            }
        }
        LayerMeasurement measurement =
                LayerMeasurement.of(statistics, headInputs, null, Double.NaN, terminalPhase(split), withMatrices);
        onMeasured.accept(
                split.key(),
                new PublishedMetric.Layer(
                        statistics,
                        headInputs == null ? null : headInputs.head().firstOutputs(input.classes()),
                        measurement.metrics()));
        return new SplitMeasurement(split.key(), measurement);
    }

    /** The training split at the head's input comes first in each epoch, so its error is known for the others. */
    private Boolean terminalPhase(SavedSplit split) {
        return split.terminalPhase() != null
                ? split.terminalPhase()
                : zeroErrorEpoch.isPresent()
                        ? Boolean.TRUE
                        : lastErrorEpoch == split.key().epoch() ? Boolean.FALSE : null;
    }

    private SampleMetrics sampleMetrics(
            CaptureKey key, FeatureSource features, HeadEvaluator evaluator, FeatureStatistics statistics) {
        if (key.isTrain()) {
            return SampleMetrics.of(features, evaluator, statistics, statistics);
        }
        boolean hasTrainingStatistics = key.withSplit(Split.TRAIN).equals(trainingKey);
        return hasTrainingStatistics
                ? SampleMetrics.of(features, evaluator, trainingStatistics, statistics)
                : SampleMetrics.of(features, evaluator, statistics, statistics).withoutNc4();
    }

    /** The objective is NaN, because the penalties of the other layers are not known. */
    private HeadInputs headInputs(HeadEvaluator evaluator, SampleMetrics sampleMetrics, double weightDecay) {
        return loss == Loss.MSE
                ? HeadInputs.mse(evaluator, sampleMetrics, Double.NaN, weightDecay)
                : HeadInputs.crossEntropy(evaluator, sampleMetrics, Double.NaN);
    }

    /** Returns the same features; the bytes of each block that is read are reported. */
    private FeatureSource withProgress(SavedFeatures features) {
        long perRow = features.bytes() / features.rows();
        return new FeatureSource() {
            @Override
            public int rows() {
                return features.rows();
            }

            @Override
            public int width() {
                return features.width();
            }

            @Override
            public void forEachBatch(DoubleFeatureConsumer receiver) {
                features.forEachBatch((values, labels, rows) -> {
                    receiver.accept(values, labels, rows);
                    onBytesRead.accept(rows * perRow);
                });
            }
        };
    }
}
