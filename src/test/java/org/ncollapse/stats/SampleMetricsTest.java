package org.ncollapse.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleMetricsTest {
    @TempDir
    Path folder;

    @Test
    void agreesWithDefinitionsSampleBySampleInMemoryAndOnDisk() {
        int classes = 6;
        int width = 9;
        int rows = 2301;
        Random random = new Random(1);
        double[] weights = random.doubles(classes * width, -1, 1).toArray();
        double[] bias = random.doubles(classes, -1, 1).toArray();
        float[] features = new float[rows * width];
        int[] labels = random.ints(rows, 0, classes).toArray();
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) (5 + random.nextGaussian() + (labels[i / width] == i % width ? 1 : 0));
        }
        FeatureStatistics training =
                statistics(Arrays.copyOf(features, 1000 * width), Arrays.copyOf(labels, 1000), classes);
        FeatureStatistics splitStatistics = statistics(features, labels, classes);
        double[][] w = new double[classes][];
        double[][] h = new double[classes][width];
        double[] meanWeight = new double[width];
        double[] meanFeature = new double[width];
        for (int k = 0; k < classes; k++) {
            w[k] = Arrays.copyOfRange(weights, k * width, (k + 1) * width);
            for (int j = 0; j < width; j++) {
                h[k][j] = training.means().get(k, j);
                meanWeight[j] += w[k][j] / classes;
                meanFeature[j] += splitStatistics.means().get(k, j) / classes;
            }
        }
        int mismatches = 0;
        double[] margins = new double[rows];
        for (int i = 0; i < rows; i++) {
            double[] x = new double[width];
            for (int j = 0; j < width; j++) {
                x[j] = features[i * width + j];
            }
            int predicted = 0;
            int nearest = 0;
            double largestOther = -2;
            for (int k = 0; k < classes; k++) {
                predicted = dot(w[k], x) + bias[k] > dot(w[predicted], x) + bias[predicted] ? k : predicted;
                nearest = distance(x, h[k]) < distance(x, h[nearest]) ? k : nearest;
                if (k != labels[i]) {
                    largestOther = Math.max(largestOther, cosine(minus(w[k], meanWeight), minus(x, meanFeature)));
                }
            }
            mismatches += predicted == nearest ? 0 : 1;
            margins[i] = cosine(minus(w[labels[i]], meanWeight), minus(x, meanFeature)) - largestOther;
        }
        Arrays.sort(margins);
        Head head = new Head(classes, width, weights, bias);
        SampleMetrics inMemory = metrics(features, labels, head, training, splitStatistics, Long.MAX_VALUE);
        SampleMetrics onDisk = metrics(features, labels, head, training, splitStatistics, 0);
        assertThat(onDisk).isEqualTo(inMemory);
        assertThat(inMemory.nc4Mismatch()).isEqualTo((double) mismatches / rows);
        assertThat(inMemory.marginP0()).isCloseTo(margins[0], within(1e-12));
        // 5 % and 50 % of the 2,300 steps between 2,301 values fall on values.
        assertThat(inMemory.marginP5()).isCloseTo(margins[115], within(1e-12));
        assertThat(inMemory.marginP50()).isCloseTo(margins[1150], within(1e-12));
    }

    @Test
    void percentilesInterpolateBetweenNeighbors() {
        // In the plane, with w = ±e₁ and h̄_G = 0, the margin is 2 cos of the angle to the weight of the sample's
        // class: here 2·.6 and 2·.8 twice each.
        float[] features = {3, 4, 4, 3, -3, -4, -4, -3};
        int[] labels = {0, 0, 1, 1};
        FeatureStatistics statistics = statistics(features, labels, 2);
        SampleMetrics metrics =
                metrics(features, labels, new Head(2, 2, new double[] {1, 0, -1, 0}, null), statistics, statistics, 0);
        assertThat(metrics.nc4Mismatch()).isZero();
        assertThat(metrics.marginP0()).isCloseTo(1.2, within(1e-15));
        assertThat(metrics.marginP5()).isCloseTo(1.2, within(1e-15));
        assertThat(metrics.marginP50()).isCloseTo(1.4, within(1e-15));
    }

    @Test
    void simplexEtfHasMarginKOverKMinusOneAndNoMismatch() {
        int classes = 5;
        double[] weights = new double[classes * classes];
        float[] features = new float[classes * classes];
        int[] labels = new int[classes];
        for (int k = 0; k < classes; k++) {
            labels[k] = k;
            weights[k * classes + k] = 3;
            features[k * classes + k] = 2;
        }
        FeatureStatistics statistics = statistics(features, labels, classes);
        SampleMetrics metrics =
                metrics(features, labels, new Head(classes, classes, weights, null), statistics, statistics, 0);
        assertThat(metrics.nc4Mismatch()).isZero();
        assertThat(metrics.marginP0()).isCloseTo(1.25, within(1e-14));
        assertThat(metrics.marginP50()).isCloseTo(1.25, within(1e-14));
    }

    @Test
    void doublePrecisionAgreesWithFloatAndIsMorePrecise() {
        int rows = 200;
        int width = 5;
        int classes = 3;
        Random random = new Random(2);
        float[] floats = new float[rows * width];
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) random.nextGaussian();
            doubles[i] = floats[i];
        }
        int[] labels = random.ints(rows, 0, classes).toArray();
        Head head = new Head(classes, width, random.doubles(classes * width).toArray(), null);
        FeatureStatistics splitStatistics = statistics(floats, labels, classes);
        assertThat(SampleMetrics.of(doubles, labels, evaluated(head, doubles, labels), splitStatistics))
                .isEqualTo(metrics(floats, labels, head, splitStatistics, splitStatistics, Long.MAX_VALUE));

        // A simplex whose entries are not exact in float: its margin is K/(K−1) in double precision.
        double[] simplex = {2.0 / 3, -1.0 / 3, -1.0 / 3, -1.0 / 3, 2.0 / 3, -1.0 / 3, -1.0 / 3, -1.0 / 3, 2.0 / 3};
        ClassMoments moments = new ClassMoments(3, 3);
        moments.accept(simplex, new int[] {0, 1, 2}, 3);
        int[] labelsOfSimplex = {0, 1, 2};
        Head identity = new Head(3, 3, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, null);
        SampleMetrics metrics = SampleMetrics.of(
                simplex, labelsOfSimplex, evaluated(identity, simplex, labelsOfSimplex), moments.statistics());
        assertThat(metrics.marginP0()).isCloseTo(1.5, within(1e-14));
        assertThat(metrics.nc4Mismatch()).isZero();
    }

    @Test
    void rejectsEvaluatorOfOtherSamples() {
        double[] features = {-1, 1};
        int[] labels = {0, 1};
        ClassMoments moments = new ClassMoments(2, 1);
        moments.accept(features, labels, 2);
        HeadEvaluator ofOneSample = new HeadEvaluator(new Head(2, 1, new double[] {-1, 1}, null));
        ofOneSample.accept(features, labels, 1);
        assertThatThrownBy(() -> SampleMetrics.of(features, labels, ofOneSample, moments.statistics()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 1 samples, but the split has 2");
    }

    @Test
    void tiesGoToLowerClassInBothArgmax() {
        // Classes 1 and 2 share mean and weight: both argmax must be 1.
        float[] features = {-1, 1, 1};
        FeatureStatistics statistics = statistics(features, new int[] {0, 1, 2}, 3);
        Head head = new Head(3, 1, new double[] {-1, 1, 1}, null);
        assertThat(metrics(features, new int[] {0, 1, 2}, head, statistics, statistics, 0)
                        .nc4Mismatch())
                .isZero();
    }

    @Test
    void undefinedCosineOrMeanGivesNaN() {
        // The third sample is h̄_G itself.
        float[] features = {-1, 1, 0};
        FeatureStatistics two = statistics(Arrays.copyOf(features, 2), new int[] {0, 1}, 2);
        Head head = new Head(2, 1, new double[] {-1, 1}, null);
        SampleMetrics atGlobalMean = metrics(features, new int[] {0, 1, 1}, head, two, two, 0);
        assertThat(atGlobalMean.nc4Mismatch()).isZero();
        assertThat(atGlobalMean.marginP0()).isNaN();
        assertThat(atGlobalMean.marginP50()).isNaN();
        SampleMetrics equalRows =
                metrics(features, new int[] {0, 1, 1}, new Head(2, 1, new double[] {1, 1}, null), two, two, 0);
        assertThat(equalRows.marginP5()).isNaN();
        FeatureStatistics emptyClass = statistics(features, new int[] {0, 0, 0}, 2);
        SampleMetrics withoutMean = metrics(features, new int[] {0, 0, 0}, head, emptyClass, emptyClass, 0);
        assertThat(withoutMean.nc4Mismatch()).isNaN();
        assertThat(withoutMean.marginP50()).isNaN();
        FeatureStatistics single = statistics(features, new int[] {0, 0, 0}, 1);
        SampleMetrics oneClass =
                metrics(features, new int[] {0, 0, 0}, new Head(1, 1, new double[] {1}, null), single, single, 0);
        assertThat(oneClass.nc4Mismatch()).isZero();
        assertThat(oneClass.marginP50()).isNaN();
    }

    private SampleMetrics metrics(
            float[] features,
            int[] labels,
            Head head,
            FeatureStatistics training,
            FeatureStatistics splitStatistics,
            long budget) {
        try (FeatureBuffer buffer = new FeatureBuffer(head.width(), budget, folder)) {
            HeadEvaluator evaluator = new HeadEvaluator(head);
            buffer.accept(features, labels, labels.length);
            evaluator.accept(features, labels, labels.length);
            return SampleMetrics.of(buffer, evaluator, training, splitStatistics);
        }
    }

    private static HeadEvaluator evaluated(Head head, double[] features, int[] labels) {
        HeadEvaluator evaluator = new HeadEvaluator(head);
        evaluator.accept(features, labels, labels.length);
        return evaluator;
    }

    private static FeatureStatistics statistics(float[] features, int[] labels, int classes) {
        ClassMoments moments = new ClassMoments(classes, features.length / labels.length);
        moments.accept(features, labels, labels.length);
        return moments.statistics();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = new double[a.length];
        Arrays.setAll(difference, j -> a[j] - b[j]);
        return difference;
    }

    private static double distance(double[] a, double[] b) {
        return dot(minus(a, b), minus(a, b));
    }

    private static double cosine(double[] a, double[] b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }
}
