package org.ncollapse.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.capture.SavedFeatures;
import org.ncollapse.capture.SavedSet;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Factors;
import org.ncollapse.metrics.HeadReading;
import org.ncollapse.metrics.Outcome;
import org.ncollapse.metrics.Spectra;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.DoubleBlock;
import org.ncollapse.stats.FeatureRows;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadScores;
import org.ncollapse.stats.SampleScores;

/**
 * Measures saved features as a network's are measured, but that the second look reads the file again where a run has
 * its spool.
 */
final class SavedMeasure {

    private final SavedSet set;
    private final Loss loss;
    private final LongConsumer read;
    private CaptureKey trainingKey;
    private FeatureStatistics training;
    private int errorKnown = -1;
    private Integer zero;

    /** @param read hears of every so many bytes of features that have been read */
    SavedMeasure(SavedSet set, Loss loss, LongConsumer read) {
        this.set = set;
        this.loss = loss;
        this.read = read;
    }

    /** Bytes of features that are read, each as often as it is looked at. */
    static long bytes(SavedSet set) {
        return set.splits().stream()
                .mapToLong(split -> split.features().bytes() * (split.head() == null ? 1 : 2))
                .sum();
    }

    List<Measured> measure() {
        List<Measured> measured = new ArrayList<>();
        set.splits().forEach(split -> measured.add(measure(split)));
        return measured;
    }

    /** The first epoch, of those measured, whose training split has no misclassified sample; null without one. */
    Integer zero() {
        return zero;
    }

    private Measured measure(SavedSplit split) {
        Head head = split.head() == null ? null : split.head().layer();
        FeatureRows features = heard(split.features());
        FeatureStatistics own;
        HeadReading reading = null;
        try (ClassMoments moments = new ClassMoments(set.classes(), features.width());
                HeadScores scores = head == null ? null : new HeadScores(head)) {
            features.replay((values, labels, rows) -> {
                moments.accept(values, labels, rows);
                if (scores != null) {
                    scores.accept(values, labels, rows);
                }
            });
            own = moments.snapshot();
            if (scores != null) {
                reading = new HeadReading(
                        head, split.head().decay(), secondLook(split.key(), features, scores, own), outcome(scores));
            }
        }
        if (split.key().train()) {
            trainingKey = split.key();
            training = own;
            if (reading != null) {
                errorKnown = split.key().epoch();
                zero = zero == null && reading.outcome().error() == 0 ? Integer.valueOf(errorKnown) : zero;
            }
        }
        Factors factors = Factors.of(own);
        return new Measured(
                split.key(),
                CollapseMetrics.of(factors, reading, null, Double.NaN, terminal(split)),
                ClassMatrices.of(own, head),
                Spectra.of(factors, head));
    }

    /** The head's training split, which knows the error, is the first of its epoch. */
    private Boolean terminal(SavedSplit split) {
        return split.terminal() != null
                ? split.terminal()
                : zero != null ? Boolean.TRUE : errorKnown == split.key().epoch() ? Boolean.FALSE : null;
    }

    private SampleScores secondLook(CaptureKey key, FeatureRows features, HeadScores seen, FeatureStatistics own) {
        if (key.train()) {
            return SampleScores.of(features, seen, own, own);
        }
        boolean trainingKnown = key.in(CaptureKey.TRAIN).equals(trainingKey);
        return trainingKnown
                ? SampleScores.of(features, seen, training, own)
                : SampleScores.of(features, seen, own, own).withoutTrainingMeans();
    }

    /** The penalties of the network's other weights are not known, and so the objective is not. */
    private Outcome outcome(HeadScores scores) {
        return new Outcome(
                loss == Loss.MSE ? scores.squaredError() : scores.crossEntropy(), Double.NaN, scores.error());
    }

    /** The same features, each block of which is told of. */
    private FeatureRows heard(SavedFeatures features) {
        long perRow = features.bytes() / features.rows();
        return new FeatureRows() {
            @Override
            public int rows() {
                return features.rows();
            }

            @Override
            public int width() {
                return features.width();
            }

            @Override
            public void replay(DoubleBlock receiver) {
                features.replay((values, labels, rows) -> {
                    receiver.accept(values, labels, rows);
                    read.accept(rows * perRow);
                });
            }
        };
    }
}
