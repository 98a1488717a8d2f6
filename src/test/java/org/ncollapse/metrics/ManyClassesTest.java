package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;

/** Thousands of classes in few dimensions: the values without K×K matrices equal those with them. */
class ManyClassesTest {

    private static final double RELATIVE = 1e-12;

    private static DMatrixRMaj gaussian(int rows, int columns, long seed) {
        Random random = new Random(seed);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = 3 + random.nextGaussian();
        }
        return matrix;
    }

    private static void assertClose(double value, double expected) {
        assertThat(value).isCloseTo(expected, within(RELATIVE * Math.abs(expected)));
    }

    @Test
    void distancesToFramesNeedNoProduct() {
        DMatrixRMaj a = gaussian(300, 7, 1);
        DMatrixRMaj b = gaussian(300, 7, 2);
        assertThat(FrameGeometry.formsProducts(300, 7)).isTrue();
        DMatrixRMaj product = MatrixProduct.multiplyTransposed(a, b);
        assertClose(FrameGeometry.distanceToEtfWithoutProduct(a, b), FrameGeometry.distanceToEtf(product));
        assertClose(FrameGeometry.distanceToOfWithoutProduct(a, b), FrameGeometry.distanceToOf(product));
    }

    /** Equally spaced points of a circle, a tight frame: no product of rank 2 is nearer to the ETF. */
    @Test
    void distanceToSimplexHasBound() {
        int classes = 5000;
        DMatrixRMaj circle = new DMatrixRMaj(classes, 2);
        for (int k = 0; k < classes; k++) {
            circle.set(k, 0, Math.cos(2 * Math.PI * k / classes));
            circle.set(k, 1, Math.sin(2 * Math.PI * k / classes));
        }
        assertThat(FrameGeometry.formsProducts(classes, 2)).isFalse();
        assertClose(FrameGeometry.distanceToEtf(circle, circle), Math.sqrt(2 - 2 * Math.sqrt(2.0 / (classes - 1))));
        assertClose(FrameGeometry.distanceToOf(circle, circle), Math.sqrt(2 - 2 * Math.sqrt(2.0 / classes)));
    }

    @Test
    void pairsAreCountedInOnePass() {
        DMatrixRMaj vectors = gaussian(700, 5, 3);
        PairStatistics expected = PairStatistics.of(vectors);
        PairStatistics pairs = PairStatistics.inOnePass(RowGeometry.normalized(vectors));
        assertClose(pairs.equiangle(), expected.equiangle());
        assertClose(pairs.maxangle(), expected.maxangle());
        assertClose(pairs.uniformity(), expected.uniformity());
        assertClose(pairs.logUniformity(), expected.logUniformity());
    }

    /** From 4,096 classes on all processors share the pairs. */
    @Test
    void squaredDistancesAreThoseOfTheDefinition() {
        DMatrixRMaj rows = gaussian(4100, 3, 4);
        RowDistances.forEachRow(rows, (i, squares) -> {
            for (int j = i % 97; j < i; j += 97) {
                double sum = 0;
                for (int l = 0; l < 3; l++) {
                    sum += (rows.get(i, l) - rows.get(j, l)) * (rows.get(i, l) - rows.get(j, l));
                }
                assertThat(squares[j]).isEqualTo(sum);
            }
        });
    }

    /** A head with more rows than there are classes: the decision is that of all rows, the geometry of the first. */
    @Test
    void furtherRowsOfHeadDecideOnly() {
        double[] features = {1, 0, 1.5, 0, 0, 1, 0, 2};
        int[] labels = {0, 0, 1, 1};
        Head head = new Head(3, 2, new double[] {1, 0, 0, 1, 1.1, 0}, null);
        try (ClassMoments moments = new ClassMoments(2, 2);
                HeadEvaluator evaluator = new HeadEvaluator(head)) {
            moments.accept(features, labels, 4);
            evaluator.accept(features, labels, 4);
            FeatureStatistics statistics = moments.statistics();
            SampleMetrics metrics = SampleMetrics.of(features, labels, evaluator, statistics);
            assertThat(metrics.nc4Mismatch()).isEqualTo(.5);
            assertThat(evaluator.error()).isEqualTo(.5);
            CollapseMetrics collapse = CollapseMetrics.of(
                    Factorizations.of(statistics), HeadInputs.mse(evaluator, metrics, Double.NaN, 0), null, .1, false);
            assertThat(collapse.headGeometry().ofDistance()).isZero();
            MseDecomposition mse = collapse.mse();
            assertClose(mse.nc1() + mse.nc23() + mse.perp(), evaluator.mseLoss());
        }
    }
}
