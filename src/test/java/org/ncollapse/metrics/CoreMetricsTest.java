package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.stats.Head;

/** {@link CoreMetrics}, which needs no d×d matrix, agrees with the metrics that factorize Σ_W. */
class CoreMetricsTest {

    @ParameterizedTest
    @CsvSource({"4, 12, .5, 1", "10, 5, .5, 2", "2, 1, .5, 3", "3, 40, .01, 4", "6, 30, 1e-4, 5"})
    void agreesWithFactorizedMetrics(int classes, int width, double spread, long seed) {
        Random random = new Random(seed);
        int[] counts = random.ints(classes, 2, 9).toArray();
        DMatrixRMaj features = features(counts, width, spread, random);
        Head head =
                new Head(classes, width, random.doubles(classes * width, -1, 1).toArray(), null);
        Factorizations factors =
                Factorizations.of(ReferenceData.statistics(features.data, labels(counts), classes, width));
        CoreMetrics core = CoreMetrics.of(features, counts, head);
        assertThat(core.nc1()).isCloseTo(WithinClassVariability.of(factors).nc1(), within(1e-9 * core.nc1()));
        Offset<Double> close = within(1e-9);
        assertThat(core.nc2Etf())
                .isCloseTo(ClassMeanGeometry.of(factors.statistics()).etfDistance(), close);
        assertThat(core.nc2Of())
                .isCloseTo(ClassMeanGeometry.of(factors.statistics()).ofDistance(), close);
        assertThat(core.nc3Etf()).isCloseTo(SelfDuality.of(factors, head).etfDistance(), close);
        assertThat(core.nc3Of()).isCloseTo(SelfDuality.of(factors, head).ofDistance(), close);
    }

    @Test
    void agreesWithDirectDefinitionForUnequalCounts() {
        Random random = new Random(7);
        int[] counts = {7, 2, 5};
        DMatrixRMaj features = features(counts, 6, .3, random);
        DirectDefinitions direct = new DirectDefinitions(features.data, labels(counts), 3, 6);
        assertThat(CoreMetrics.of(features, counts, null).nc1()).isCloseTo(direct.nc1(), within(1e-10));
    }

    @Test
    void smallWithinClassSpreadIsAccurate() {
        Random random = new Random(3);
        int[] counts = {8, 8, 8};
        DMatrixRMaj noise = features(counts, 5, .5, random);
        // The deviations of a class are scaled by a power of two about its mean, so that NC1 must scale by its square.
        DMatrixRMaj near = noise.copy();
        int[] labels = labels(counts);
        CoreMetrics wide = CoreMetrics.of(noise, counts, null);
        double scale = Math.pow(2, -20);
        DMatrixRMaj means = ReferenceData.statistics(noise.data, labels, 3, 5).means();
        for (int i = 0; i < near.numRows; i++) {
            for (int j = 0; j < near.numCols; j++) {
                double mean = means.get(labels[i], j);
                near.set(i, j, mean + scale * (noise.get(i, j) - mean));
            }
        }
        assertThat(CoreMetrics.of(near, counts, null).nc1())
                .isCloseTo(wide.nc1() * scale * scale, within(1e-8 * wide.nc1() * scale * scale));
    }

    @Test
    void nc1IsNaNForEqualMeansAndForEmptyClass() {
        DMatrixRMaj features = new DMatrixRMaj(4, 2, true, 1, 0, 3, 0, 1, 0, 3, 0);
        assertThat(CoreMetrics.of(features, new int[] {2, 2}, null).nc1()).isNaN();
        CoreMetrics empty = CoreMetrics.of(features, new int[] {4, 0}, null);
        assertThat(empty.nc1()).isNaN();
        assertThat(empty.nc2Of()).isNaN();
    }

    private static DMatrixRMaj features(int[] counts, int width, double spread, Random random) {
        int[] labels = labels(counts);
        DMatrixRMaj features = new DMatrixRMaj(labels.length, width);
        double[] centers = random.doubles(counts.length * width, -1, 1).toArray();
        for (int i = 0; i < labels.length; i++) {
            for (int j = 0; j < width; j++) {
                features.set(i, j, centers[labels[i] * width + j] + spread * random.nextGaussian());
            }
        }
        return features;
    }

    private static int[] labels(int[] counts) {
        int[] labels = new int[Arrays.stream(counts).sum()];
        int next = 0;
        for (int k = 0; k < counts.length; k++) {
            for (int i = 0; i < counts[k]; i++) {
                labels[next++] = k;
            }
        }
        return labels;
    }
}
