package org.ncollapse.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.spec.Split;
import org.ncollapse.training.StopSignal;

/** Snapshots of a small network, compared with plain loops over its features. */
class FeatureProbeTest extends FeatureProbeFixture {

    @Test
    void statisticsMatchSavedFeatures() throws IOException {
        EpochSnapshot snapshot = initial(null);

        assertThat(snapshot.layers())
                .extracting(LayerSnapshot::tap)
                .containsExactly("penultimate", "previous", "hidden1", "penultimate", "previous", "hidden1");
        assertThat(snapshot.layers())
                .extracting(LayerSnapshot::split)
                .containsExactly(Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.TEST, Split.TEST, Split.TEST);
        for (LayerSnapshot layer : snapshot.layers()) {
            ImageSplit images = layer.split() == Split.TRAIN ? TRAIN : TEST;
            double[][] features = savedFeatures(layer.tap(), layer.split());
            double[][] means = PlainMoments.means(features, images.labels());
            double[][] scatter = PlainMoments.withinClass(features, images.labels(), means);
            int width = features[0].length;
            assertThat(layer.statistics().sampleCount()).isEqualTo(images.size());
            assertThat(layer.oodMean()).isNull();
            for (int k = 0; k < CLASSES; k++) {
                assertThat(layer.statistics().count(k)).isEqualTo(images.classCounts(CLASSES)[k]);
                for (int j = 0; j < width; j++) {
                    assertThat(layer.statistics().means().get(k, j)).isCloseTo(means[k][j], within(1e-12));
                }
            }
            for (int i = 0; i < width; i++) {
                for (int j = 0; j < width; j++) {
                    assertThat(layer.statistics().withinCovariance().get(i, j))
                            .isCloseTo(scatter[i][j], within(1e-12 * (1 + Math.abs(scatter[i][j]))));
                }
            }
        }
    }

    @Test
    void lossesAndErrorMatchHeadOnSavedFeatures() throws IOException {
        EpochSnapshot snapshot = initial(null);

        for (LayerSnapshot layer : snapshot.layers()) {
            assertThat(layer.isHeadInput()).isEqualTo(layer.tap().equals("penultimate"));
            if (layer.isHeadInput()) {
                int[] labels = layer.split() == Split.TRAIN ? TRAIN.labels() : TEST.labels();
                double[][] logits = logits(savedFeatures("penultimate", layer.split()));
                double squares = 0;
                double entropy = 0;
                double errors = 0;
                for (int i = 0; i < logits.length; i++) {
                    double sum = 0;
                    for (int k = 0; k < CLASSES; k++) {
                        squares += Math.pow(logits[i][k] - (k == labels[i] ? 1 : 0), 2) / 2;
                        sum += Math.exp(logits[i][k]);
                    }
                    entropy += Math.log(sum) - logits[i][labels[i]];
                    errors += PlainMoments.argmax(logits[i]) == labels[i] ? 0 : 1;
                }
                assertThat(layer.headEvaluator().mseLoss()).isCloseTo(squares / logits.length, within(1e-12 * squares));
                assertThat(layer.headEvaluator().crossEntropy())
                        .isCloseTo(entropy / logits.length, within(1e-12 * entropy));
                assertThat(layer.headEvaluator().error())
                        .isEqualTo(errors / logits.length)
                        .isPositive();
            }
        }
    }

    @Test
    void nc4UsesTrainingMeansOnBothSplits() throws IOException {
        EpochSnapshot snapshot = initial(null);

        double[][] means = PlainMoments.means(savedFeatures("penultimate", Split.TRAIN), TRAIN.labels());
        assertThat(snapshot.layers().get(0).sampleMetrics().nc4Mismatch())
                .isEqualTo(mismatch(Split.TRAIN, means))
                .isPositive();
        double own = mismatch(Split.TEST, PlainMoments.means(savedFeatures("penultimate", Split.TEST), TEST.labels()));
        assertThat(snapshot.layers().get(3).sampleMetrics().nc4Mismatch())
                .isEqualTo(mismatch(Split.TEST, means))
                .isNotEqualTo(own);
        assertThat(snapshot.layers().get(1).sampleMetrics().nc4Mismatch()).isNaN();
    }

    @Test
    void oodMeanIsMeanOfAllFeatures() {
        EpochSnapshot snapshot = initial(OTHER);

        for (LayerSnapshot layer : snapshot.layers()) {
            float[] features = features(layer.tap(), OTHER);
            double[] mean = new double[features.length / OTHER.size()];
            for (int i = 0; i < features.length; i++) {
                mean[i % mean.length] += (double) features[i] / OTHER.size();
            }
            assertThat(layer.oodMean()).containsExactly(mean, within(1e-12));
        }
    }

    @Test
    void exceptionOfConsumerIsThrown() {
        FeatureProbe probe = new FeatureProbe(
                experiment,
                network,
                data(null),
                new FeatureFileWriter(folder),
                folder,
                snapshot -> {
                    throw new IllegalStateException("disk full");
                },
                new StopSignal());
        assertThatThrownBy(() -> probe.trainingStarted(result(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disk full");
    }

    /** The features that the probe has written, one row per sample. */
    private double[][] savedFeatures(String tap, Split split) throws IOException {
        float[] values = floats(features("epoch-0000-" + tap + "-" + split + ".npz"), "features");
        int width = network.tapWidth(tap);
        double[][] features = new double[values.length / width][width];
        for (int i = 0; i < values.length; i++) {
            features[i / width][i % width] = values[i];
        }
        return features;
    }

    private double[][] logits(double[][] features) {
        double[][] logits = new double[features.length][CLASSES];
        for (int i = 0; i < features.length; i++) {
            for (int k = 0; k < CLASSES; k++) {
                logits[i][k] = network.head().bias()[k];
                for (int j = 0; j < features[i].length; j++) {
                    logits[i][k] += network.head().weights().get(k, j) * features[i][j];
                }
            }
        }
        return logits;
    }

    /** Fraction of samples whose predicted class is not the class of the nearest mean. */
    private double mismatch(Split split, double[][] means) throws IOException {
        double[][] features = savedFeatures("penultimate", split);
        double[][] logits = logits(features);
        double mismatches = 0;
        for (int i = 0; i < features.length; i++) {
            double[] scores = new double[CLASSES];
            for (int k = 0; k < CLASSES; k++) {
                for (int j = 0; j < features[i].length; j++) {
                    scores[k] -= Math.pow(features[i][j] - means[k][j], 2);
                }
            }
            mismatches += PlainMoments.argmax(logits[i]) == PlainMoments.argmax(scores) ? 0 : 1;
        }
        return mismatches / features.length;
    }
}
