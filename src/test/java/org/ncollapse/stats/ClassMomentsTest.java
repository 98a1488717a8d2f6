package org.ncollapse.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class ClassMomentsTest {
    private static final MathContext DIGITS = new MathContext(50);
    private static final int CLASSES = 4;
    private static final int WIDTH = 5;

    @Test
    void agreesWithFiftyDigitsForAllOffsetsAndSpreads() {
        for (double[] scale : new double[][] {{0, 1}, {1e3, 1e-6}, {1e3, 1e-9}, {1e6, 1e-3}}) {
            Samples samples = new Samples(3000, scale[0], scale[1], 7);
            ClassMoments moments = new ClassMoments(CLASSES, WIDTH);
            moments.accept(samples.features, samples.labels, 3000);
            assertAgree(moments.statistics(), samples, 1e-9);
        }
    }

    @Test
    void outlierAsFirstSampleLosesNoAccuracy() {
        Samples samples = new Samples(3000, 1e3, 1e-6, 8);
        samples.features[0] += 1e-2;
        ClassMoments moments = new ClassMoments(CLASSES, WIDTH);
        moments.accept(samples.features, samples.labels, 3000);
        assertAgree(moments.statistics(), samples, 1e-9);
    }

    @Test
    void combiningTwoPartsEqualsOnePass() {
        Samples samples = new Samples(40, 1e3, 1e-6, 9);
        for (int cut = 0; cut <= 40; cut++) {
            ClassMoments first = part(samples, 0, cut);
            ClassMoments second = part(samples, cut, 40);
            first.combine(second);
            assertAgree(first.statistics(), samples, 1e-9);
        }
    }

    @Test
    void combiningManyPartsInAnyOrderEqualsOnePass() {
        Samples samples = new Samples(5000, 1e3, 1e-6, 10);
        ClassMoments combined = new ClassMoments(CLASSES, WIDTH);
        for (int start : new int[] {3700, 0, 1, 1300, 100}) {
            int end = switch (start) {
                case 0 -> 1;
                case 1 -> 100;
                case 100 -> 1300;
                case 1300 -> 3700;
                default -> 5000;
            };
            combined.combine(part(samples, start, end));
        }
        assertAgree(combined.statistics(), samples, 1e-9);
    }

    @Test
    void orderOfSamplesDoesNotMatter() {
        Samples samples = new Samples(3000, 1e3, 1e-6, 11);
        Samples shuffled = samples.shuffled(new Random(1));
        ClassMoments moments = new ClassMoments(CLASSES, WIDTH);
        moments.accept(shuffled.features, shuffled.labels, 3000);
        assertAgree(moments.statistics(), samples, 1e-9);
    }

    @Test
    void resultIsBitwiseIndependentOfBatchSize() {
        Samples samples = new Samples(3000, 1e3, 1e-6, 12);
        FeatureStatistics whole = part(samples, 0, 3000).statistics();
        for (int batch : new int[] {1, 7, 128, 1024, 1025}) {
            ClassMoments moments = new ClassMoments(CLASSES, WIDTH);
            for (int start = 0; start < 3000; start += batch) {
                int rows = Math.min(batch, 3000 - start);
                moments.accept(samples.rows(start, start + rows), samples.labels(start, start + rows), rows);
            }
            assertThat(moments.statistics().withinCovariance().data).containsExactly(whole.withinCovariance().data);
            assertThat(moments.statistics().means().data).containsExactly(whole.means().data);
        }
    }

    @Test
    void floatInputEqualsDoubleInput() {
        Samples samples = new Samples(2000, 3, 1e-2, 13);
        float[] floats = new float[samples.features.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) samples.features[i];
            samples.features[i] = floats[i];
        }
        ClassMoments single = new ClassMoments(CLASSES, WIDTH);
        single.accept(floats, samples.labels, 2000);
        FeatureStatistics expected = part(samples, 0, 2000).statistics();
        assertThat(single.statistics().withinCovariance().data).containsExactly(expected.withinCovariance().data);
        assertThat(single.statistics().means().data).containsExactly(expected.means().data);
    }

    @Test
    void acceptsSamplesAfterStatistics() {
        Samples samples = new Samples(3000, 1e3, 1e-6, 14);
        ClassMoments moments = part(samples, 0, 1500);
        assertThat(moments.statistics().sampleCount()).isEqualTo(1500);
        moments.accept(samples.rows(1500, 3000), samples.labels(1500, 3000), 1500);
        assertAgree(moments.statistics(), samples, 1e-9);
    }

    @Test
    void emptyClassHasNaNMeanAndOtherClassesDoNot() {
        ClassMoments moments = new ClassMoments(3, 1);
        moments.accept(new double[] {1, 3, 10}, new int[] {0, 0, 2}, 3);
        FeatureStatistics statistics = moments.statistics();
        assertThat(statistics.count(1)).isZero();
        assertThat(statistics.variance(1)).isNaN();
        assertThat(statistics.means().data).containsExactly(2, Double.NaN, 10);
        assertThat(statistics.variance(0)).isCloseTo(1, within(1e-15));
        assertThat(statistics.withinCovarianceTrace()).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(statistics.globalMean()).containsExactly(Double.NaN);
    }

    @Test
    void oneSamplePerClassHasZeroCovariance() {
        ClassMoments moments = new ClassMoments(2, 2);
        moments.accept(new double[] {.1, .2, .3, .4}, new int[] {1, 0}, 2);
        assertThat(moments.statistics().withinCovariance().data).containsOnly(0);
        assertThat(moments.statistics().means().data).containsExactly(.3, .4, .1, .2);
    }

    @Test
    void centeredEqualMeansAreExactlyZero() {
        ClassMoments moments = new ClassMoments(3, 1);
        moments.accept(new double[] {.1, .1, .1}, new int[] {0, 1, 2}, 3);
        assertThat(moments.statistics().centeredMeans().data).containsOnly(0);
    }

    @Test
    void noSamplesGiveNaN() {
        FeatureStatistics statistics = new ClassMoments(2, 2).statistics();
        assertThat(statistics.sampleCount()).isZero();
        assertThat(statistics.withinCovariance().data).containsOnly(Double.NaN);
        assertThat(statistics.means().data).containsOnly(Double.NaN);
    }

    @Test
    void nonFiniteFeaturesMakeStatisticsOfTheirClassNaN() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            ClassMoments moments = new ClassMoments(2, 2);
            moments.accept(new double[] {1, 2, bad, 3, 4, 5}, new int[] {0, 0, 1}, 3);
            FeatureStatistics statistics = moments.statistics();
            assertThat(statistics.means().get(0, 0)).isNaN();
            assertThat(statistics.means().get(1, 0)).isEqualTo(4);
            assertThat(statistics.variance(0)).isNaN();
            assertThat(statistics.withinCovarianceTrace()).isNaN();
        }
    }

    @Test
    void labelOutOfRangeIsRejectedBeforeAnySampleIsAdded() {
        ClassMoments moments = new ClassMoments(2, 1);
        for (int label : new int[] {-1, 2}) {
            assertThatThrownBy(() -> moments.accept(new float[] {1, 2}, new int[] {0, label}, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("label " + label);
        }
        assertThat(moments.statistics().sampleCount()).isZero();
    }

    @Test
    void rejectsShortArraysAndOtherShapes() {
        ClassMoments moments = new ClassMoments(2, 3);
        assertThatThrownBy(() -> moments.accept(new double[5], new int[2], 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> moments.accept(new float[6], new int[1], 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> moments.combine(new ClassMoments(2, 4))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> moments.combine(moments)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ClassMoments part(Samples samples, int from, int to) {
        ClassMoments moments = new ClassMoments(CLASSES, WIDTH);
        moments.accept(samples.rows(from, to), samples.labels(from, to), to - from);
        return moments;
    }

    /** Compares with exact sums: means to the last bits, covariances and variances to the relative tolerance. */
    private static void assertAgree(FeatureStatistics actual, Samples samples, double tolerance) {
        int n = samples.labels.length;
        BigDecimal[][] means = new BigDecimal[CLASSES][WIDTH];
        long[] counts = new long[CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            for (int j = 0; j < WIDTH; j++) {
                BigDecimal sum = BigDecimal.ZERO;
                long count = 0;
                for (int i = 0; i < n; i++) {
                    if (samples.labels[i] == k) {
                        sum = sum.add(new BigDecimal(samples.features[i * WIDTH + j]));
                        count++;
                    }
                }
                counts[k] = count;
                means[k][j] = count == 0 ? null : sum.divide(BigDecimal.valueOf(count), DIGITS);
            }
        }
        DMatrixRMaj within = new DMatrixRMaj(WIDTH, WIDTH);
        double[] variances = new double[CLASSES];
        for (int i = 0; i < n; i++) {
            double[] difference = new double[WIDTH];
            for (int j = 0; j < WIDTH; j++) {
                difference[j] = new BigDecimal(samples.features[i * WIDTH + j])
                        .subtract(means[samples.labels[i]][j])
                        .doubleValue();
            }
            for (int a = 0; a < WIDTH; a++) {
                variances[samples.labels[i]] += difference[a] * difference[a] / counts[samples.labels[i]];
                for (int b = 0; b < WIDTH; b++) {
                    within.add(a, b, difference[a] * difference[b] / n);
                }
            }
        }
        double scale = within.get(0, 0);
        assertThat(actual.sampleCount()).isEqualTo(n);
        for (int k = 0; k < CLASSES; k++) {
            assertThat(actual.count(k)).isEqualTo(counts[k]);
            assertThat(actual.variance(k)).isCloseTo(variances[k], within(tolerance * variances[k]));
            for (int j = 0; j < WIDTH; j++) {
                double mean = means[k][j].doubleValue();
                assertThat(actual.means().get(k, j))
                        .isCloseTo(mean, within(2 * Math.ulp(mean) + 1e-15 * Math.sqrt(scale)));
            }
        }
        for (int i = 0; i < within.data.length; i++) {
            assertThat(actual.withinCovariance().data[i]).isCloseTo(within.data[i], within(tolerance * scale));
        }
    }

    /** Seeded samples of all classes: offset + class + spread × normal. */
    private static final class Samples {
        final double[] features;
        final int[] labels;

        Samples(int count, double offset, double spread, long seed) {
            Random random = new Random(seed);
            features = new double[count * WIDTH];
            labels = new int[count];
            for (int i = 0; i < count; i++) {
                labels[i] = i < CLASSES ? i : Math.min(random.nextInt(CLASSES), random.nextInt(CLASSES));
                for (int j = 0; j < WIDTH; j++) {
                    features[i * WIDTH + j] = offset + (labels[i] == j ? 1 : 0) + spread * random.nextGaussian();
                }
            }
        }

        double[] rows(int from, int to) {
            return Arrays.copyOfRange(features, from * WIDTH, to * WIDTH);
        }

        int[] labels(int from, int to) {
            return Arrays.copyOfRange(labels, from, to);
        }

        Samples shuffled(Random random) {
            Samples shuffled = new Samples(labels.length, 0, 1, 0);
            int[] order = random.ints(0, Integer.MAX_VALUE).limit(labels.length).toArray();
            Integer[] positions = new Integer[labels.length];
            Arrays.setAll(positions, i -> i);
            Arrays.sort(positions, Comparator.comparingInt(i -> order[i]));
            for (int i = 0; i < labels.length; i++) {
                shuffled.labels[i] = labels[positions[i]];
                System.arraycopy(features, positions[i] * WIDTH, shuffled.features, i * WIDTH, WIDTH);
            }
            return shuffled;
        }
    }
}
