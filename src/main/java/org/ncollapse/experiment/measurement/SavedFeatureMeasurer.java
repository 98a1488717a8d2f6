package org.ncollapse.experiment.measurement;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedFeatures;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Factorizations;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LossAndError;
import org.ncollapse.metrics.Spectra;
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
 * Measures saved features as a network's are measured, but that the second look reads the file again where a run has
 * its spool.
 */
final class SavedFeatureMeasurer {

    private final MeasurementInput set;
    private final Loss loss;
    private final LongConsumer read;
    private CaptureKey trainingKey;
    private FeatureStatistics training;
    private int errorKnown = -1;
    private Integer zeroErrorEpoch;

    /** @param read hears of every so many bytes of features that have been read */
    SavedFeatureMeasurer(MeasurementInput set, Loss loss, LongConsumer read) {
        this.set = set;
        this.loss = loss;
        this.read = read;
    }

    /** Bytes of features that are read, each as often as it is looked at. */
    static long bytesToRead(MeasurementInput set) {
        return set.splits().stream()
                .mapToLong(split -> split.features().bytes() * (split.head() == null ? 1 : 2))
                .sum();
    }

    List<SplitMeasurement> measure() {
        List<SplitMeasurement> measured = new ArrayList<>();
        set.splits().forEach(split -> measured.add(measure(split)));
        return measured;
    }

    /** The first epoch, of those measured, whose training split has no misclassified sample; null without one. */
    Integer zeroErrorEpoch() {
        return zeroErrorEpoch;
    }

    private SplitMeasurement measure(SavedSplit split) {
        Head head = split.head() == null ? null : split.head().toHead();
        FeatureSource features = heard(split.features());
        FeatureStatistics own;
        HeadInputs reading = null;
        try (ClassMoments moments = new ClassMoments(set.classes(), features.width());
                HeadEvaluator scores = head == null ? null : new HeadEvaluator(head)) {
            features.replay((values, labels, rows) -> {
                moments.accept(values, labels, rows);
                if (scores != null) {
                    scores.accept(values, labels, rows);
                }
            });
            own = moments.statistics();
            if (scores != null) {
                reading = new HeadInputs(
                        head,
                        split.head().weightDecay(),
                        secondLook(split.key(), features, scores, own),
                        outcome(scores));
            }
        }
        if (split.key().isTrain()) {
            trainingKey = split.key();
            training = own;
            if (reading != null) {
                errorKnown = split.key().epoch();
                zeroErrorEpoch =
                        zeroErrorEpoch == null && reading.lossAndError().error() == 0
                                ? Integer.valueOf(errorKnown)
                                : zeroErrorEpoch;
            }
        }
        Factorizations factors = Factorizations.of(own);
        return new SplitMeasurement(
                split.key(),
                CollapseMetrics.of(factors, reading, null, Double.NaN, terminal(split)),
                ClassMatrices.of(own, head),
                Spectra.of(factors, head));
    }

    /** The head's training split, which knows the error, is the first of its epoch. */
    private Boolean terminal(SavedSplit split) {
        return split.terminalPhase() != null
                ? split.terminalPhase()
                : zeroErrorEpoch != null
                        ? Boolean.TRUE
                        : errorKnown == split.key().epoch() ? Boolean.FALSE : null;
    }

    private SampleMetrics secondLook(
            CaptureKey key, FeatureSource features, HeadEvaluator seen, FeatureStatistics own) {
        if (key.isTrain()) {
            return SampleMetrics.of(features, seen, own, own);
        }
        boolean trainingKnown = key.withSplit(Split.TRAIN).equals(trainingKey);
        return trainingKnown
                ? SampleMetrics.of(features, seen, training, own)
                : SampleMetrics.of(features, seen, own, own).withoutNc4();
    }

    /** The penalties of the network's other weights are not known, and so the objective is not. */
    private LossAndError outcome(HeadEvaluator scores) {
        return new LossAndError(
                loss == Loss.MSE ? scores.mseLoss() : scores.crossEntropy(), Double.NaN, scores.error());
    }

    /** The same features, each block of which is told of. */
    private FeatureSource heard(SavedFeatures features) {
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
            public void replay(DoubleFeatureConsumer receiver) {
                features.replay((values, labels, rows) -> {
                    receiver.accept(values, labels, rows);
                    read.accept(rows * perRow);
                });
            }
        };
    }
}
