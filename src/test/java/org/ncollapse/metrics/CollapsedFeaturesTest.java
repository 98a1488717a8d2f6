package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;

/** Metrics with known values: exact frames, and features that approach them. */
class CollapsedFeaturesTest {
    private static final double EXACT = 1e-14;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10})
    void metricsOfOrthogonalFrameWithDualHeadAreExact(int classes) {
        int width = classes + 2;
        double[] means = new double[classes * width];
        for (int k = 0; k < classes; k++) {
            means[k * width + k + 1] = 3;
        }
        double[] weights = Arrays.stream(means).map(value -> value / 9).toArray();
        Factorizations factors = Factorizations.of(repeated(means, classes, width));
        Head head = new Head(classes, width, weights, null);
        assertThat(WithinClassVariability.of(factors)).isEqualTo(new WithinClassVariability(0, 0, 0, 0));
        ClassMeanGeometry geometry = ClassMeanGeometry.of(factors.statistics());
        assertThat(geometry.ofDistance()).isCloseTo(0, within(EXACT));
        // Centered, an orthogonal frame is an ETF.
        assertThat(geometry.etfDistance()).isCloseTo(0, within(EXACT));
        assertSymmetric(geometry);
        assertThat(geometry.globalMeanRatio()).isCloseTo(1.0 / classes, within(EXACT));
        assertThat(FeatureRank.of(factors.statistics()).effectiveRank()).isCloseTo(classes, within(1e-12));
        assertThat(FeatureRank.of(factors.statistics()).stableRank()).isCloseTo(classes, within(1e-12));
        SelfDuality duality = SelfDuality.of(factors, head);
        assertThat(duality.ofDistance()).isCloseTo(0, within(EXACT));
        assertThat(duality.squaredDistanceUncentered()).isCloseTo(0, within(EXACT));
        assertThat(duality.uniformDuality()).isCloseTo(0, within(EXACT));
        assertThat(duality.uniformDualityCosine()).isCloseTo(0, within(EXACT));
        assertThat(duality.largestPrincipalAngle()).isCloseTo(0, within(1e-12));
        assertThat(duality.headBiasResidual()).isCloseTo(0, within(EXACT));
        assertThat(HeadGeometry.of(head).ofDistance()).isCloseTo(0, within(EXACT));
        assertThat(ClassMatrices.meanLogits(factors.statistics(), head).data).containsExactly(identity(classes));
        // WH̄ = I is a perfect fit, so all three parts are zero.
        MseDecomposition mse = MseDecomposition.of(factors, head, 0);
        assertThat(new double[] {mse.nc1(), mse.nc23(), mse.perp()}).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10})
    void metricsOfSimplexEtfWithDualHeadAreExact(int classes) {
        double[] means = identity(classes);
        for (int i = 0; i < means.length; i++) {
            means[i] = 2 * (means[i] - 1.0 / classes);
        }
        double[] bias = new double[classes];
        Arrays.fill(bias, 1.0 / classes);
        Factorizations factors = Factorizations.of(repeated(means, classes, classes));
        Head head = new Head(classes, classes, means, bias);
        assertThat(WithinClassVariability.of(factors)).isEqualTo(new WithinClassVariability(0, 0, 0, 0));
        ClassMeanGeometry geometry = ClassMeanGeometry.of(factors.statistics());
        assertThat(geometry.etfDistance()).isCloseTo(0, within(EXACT));
        assertSymmetric(geometry);
        assertThat(geometry.globalMeanRatio()).isCloseTo(0, within(EXACT));
        // ‖E − I/√K‖² = 2 − 2 tr(E)/√K = 2 − 2√((K−1)/K).
        assertThat(geometry.ofDistance())
                .isCloseTo(Math.sqrt(2 - 2 * Math.sqrt((classes - 1.0) / classes)), within(1e-13));
        assertThat(FeatureRank.of(factors.statistics()).effectiveRank()).isCloseTo(classes - 1, within(1e-6));
        HeadGeometry headGeometry = HeadGeometry.of(head);
        assertThat(headGeometry.etfDistance()).isCloseTo(0, within(EXACT));
        assertThat(headGeometry.equinorm()).isCloseTo(0, within(EXACT));
        assertThat(headGeometry.equiangle()).isCloseTo(0, within(EXACT));
        assertThat(headGeometry.maxangle()).isCloseTo(0, within(EXACT));
        SelfDuality duality = SelfDuality.of(factors, head);
        assertThat(duality.etfDistance()).isCloseTo(0, within(EXACT));
        assertThat(duality.squaredDistance()).isCloseTo(0, within(EXACT));
        assertThat(duality.largestPrincipalAngle()).isCloseTo(0, within(1e-12));
        assertThat(duality.headBiasResidual()).isCloseTo(0, within(EXACT));
    }

    @Test
    void smallPrincipalAnglesAreAccurate() {
        for (double radians : new double[] {1e-12, 1e-7, 1e-3, .5, 1, Math.PI / 2}) {
            // Means ±e₁; weights ± a unit vector rotated by the angle.
            Factorizations factors = Factorizations.of(repeated(new double[] {1, 0, 0, -1, 0, 0}, 2, 3));
            double x = Math.cos(radians);
            double y = Math.sin(radians);
            SelfDuality duality = SelfDuality.of(factors, new Head(2, 3, new double[] {x, y, 0, -x, -y, 0}, null));
            assertThat(duality.largestPrincipalAngle())
                    .isCloseTo(Math.toDegrees(radians), within(1e-12 * Math.toDegrees(radians)));
        }
    }

    @Test
    void variabilityIsAccurateFarFromOrigin() {
        // Balanced classes with an isotropic spread: class means ±1 along e₁, samples ±s along each axis.
        int width = 4;
        double offset = 1024;
        double spread = Math.scalb(1.0, -20);
        double[] features = new double[2 * 2 * width * width];
        int[] labels = new int[2 * 2 * width];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2;
            for (int j = 0; j < width; j++) {
                double mean = j == 0 ? 1 - 2 * labels[i] : 0;
                features[i * width + j] = offset + mean + (i / 4 == j ? (i / 2 % 2 == 0 ? spread : -spread) : 0);
            }
        }
        double variance = spread * spread / width;
        WithinClassVariability variability =
                WithinClassVariability.of(Factorizations.of(ReferenceData.statistics(features, labels, 2, width)));
        assertThat(variability.nc1()).isCloseTo(variance / 2, within(1e-9 * variance));
        assertThat(variability.traceRatio()).isCloseTo(width * variance, within(1e-9 * variance));
        assertThat(variability.cdnv()).isCloseTo(width * variance / 4, within(1e-9 * variance));
        assertThat(variability.vci()).isCloseTo(variance / (1 + variance), within(1e-9 * variance));
    }

    /** With a bias and no weight decay: mse_nc1 + mse_nc23 = vci·(K−1)/(2K). */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-3, 1e-6})
    void mseOfOptimalHeadIsProportionalToVciForBalancedClasses(double spread) {
        int classes = 5;
        for (int width : new int[] {4, 11}) {
            Random random = new Random(3);
            double[] centers = random.doubles(classes * width, -1, 1).toArray();
            double[] features = new double[50 * width];
            int[] labels = new int[50];
            for (int i = 0; i < 50; i++) {
                labels[i] = i % classes;
                for (int j = 0; j < width; j++) {
                    features[i * width + j] = 1000 + centers[labels[i] * width + j] + spread * random.nextGaussian();
                }
            }
            Factorizations factors = Factorizations.of(ReferenceData.statistics(features, labels, classes, width));
            Head head = new Head(classes, width, new double[classes * width], new double[classes]);
            MseDecomposition mse = MseDecomposition.of(factors, head, 0);
            double vci = WithinClassVariability.of(factors).vci();
            assertThat(mse.nc1() + mse.nc23()).isCloseTo(vci * (classes - 1) / (2 * classes), within(1e-9 * vci));
        }
    }

    @Test
    void spreadOrthogonalToMeansDoesNotCountInNc1AndVci() {
        double[] features = {1, 0, .5, 1, 0, -.5, -1, 0, .5, -1, 0, -.5};
        WithinClassVariability variability = WithinClassVariability.of(
                Factorizations.of(ReferenceData.statistics(features, new int[] {0, 0, 1, 1}, 2, 3)));
        assertThat(variability.nc1()).isZero();
        assertThat(variability.vci()).isZero();
        assertThat(variability.traceRatio()).isCloseTo(.25, within(1e-15));
    }

    private static void assertSymmetric(ClassMeanGeometry geometry) {
        assertThat(geometry.equinorm()).isCloseTo(0, within(EXACT));
        assertThat(geometry.equiangle()).isCloseTo(0, within(EXACT));
        assertThat(geometry.maxangle()).isCloseTo(0, within(EXACT));
        assertThat(geometry.uniformity()).isCloseTo(0, within(EXACT));
        assertThat(geometry.logUniformity()).isCloseTo(0, within(EXACT));
    }

    /** Three equal samples per class. */
    private static FeatureStatistics repeated(double[] means, int classes, int width) {
        double[] features = new double[3 * means.length];
        int[] labels = new int[3 * classes];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % classes;
            System.arraycopy(means, labels[i] * width, features, i * width, width);
        }
        return ReferenceData.statistics(features, labels, classes, width);
    }

    private static double[] identity(int classes) {
        double[] identity = new double[classes * classes];
        for (int k = 0; k < classes; k++) {
            identity[k * classes + k] = 1;
        }
        return identity;
    }
}
