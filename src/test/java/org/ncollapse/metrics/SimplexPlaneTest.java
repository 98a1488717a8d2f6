package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

/** Triangles in many dimensions, compared with their side lengths in d dimensions. */
class SimplexPlaneTest {

    private static final int WIDTH = 7;

    private static DMatrixRMaj random(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, WIDTH);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = random.nextDouble(-1, 1);
        }
        return matrix;
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }

    private static double distance(DMatrixRMaj rows, int i, int j) {
        double sum = 0;
        for (int k = 0; k < WIDTH; k++) {
            sum += Math.pow(rows.get(i, k) - rows.get(j, k), 2);
        }
        return Math.sqrt(sum);
    }

    @Test
    void projectionKeepsSideLengthsAndPutsFirstMeanOnTop() {
        for (long seed = 0; seed < 20; seed++) {
            DMatrixRMaj means = random(3, seed);
            double[][] points = SimplexPlane.through(means).orElseThrow().project(means, SimplexPlane.center(means));
            for (int i = 0; i < 3; i++) {
                assertThat(distance(points[i], points[(i + 1) % 3]))
                        .isCloseTo(distance(means, i, (i + 1) % 3), within(1e-12));
            }
            assertThat(points[0][0])
                    .as("the first mean is straight above the center")
                    .isCloseTo(0, within(1e-12));
            assertThat(points[0][1]).isPositive();
            assertThat(points[1][0]).as("the second mean is left of the third").isLessThan(points[2][0]);
            assertThat(points[0][1] + points[1][1] + points[2][1])
                    .as("the center is the origin")
                    .isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void simplexOfThreeClassesIsEquilateralTriangle() {
        DMatrixRMaj means = new DMatrixRMaj(3, WIDTH);
        for (int k = 0; k < 3; k++) {
            means.set(k, k + 2, 1);
        }
        double[][] points = SimplexPlane.through(means).orElseThrow().project(means, SimplexPlane.center(means));
        double radius = Math.sqrt(2.0 / 3);
        assertThat(points[0]).containsExactly(new double[] {0, radius}, within(1e-12));
        assertThat(points[1]).containsExactly(new double[] {-radius * Math.sqrt(3) / 2, -radius / 2}, within(1e-12));
        assertThat(points[2]).containsExactly(new double[] {radius * Math.sqrt(3) / 2, -radius / 2}, within(1e-12));
    }

    /**
     * The difference between a point and its projection is orthogonal to the plane, so Pythagoras gives the distances
     * to the class means.
     */
    @Test
    void pointIsProjectedOrthogonally() {
        DMatrixRMaj means = random(3, 5);
        DMatrixRMaj point = random(1, 6);
        double[] center = SimplexPlane.center(means);
        SimplexPlane plane = SimplexPlane.through(means).orElseThrow();
        double[] projected = plane.project(point, center)[0];
        double[][] corners = plane.project(means, center);
        double length = 0;
        for (int k = 0; k < WIDTH; k++) {
            length += Math.pow(point.get(0, k) - center[k], 2);
        }
        double height = length - projected[0] * projected[0] - projected[1] * projected[1];
        for (int i = 0; i < 3; i++) {
            DMatrixRMaj pair = new DMatrixRMaj(2, WIDTH);
            CommonOps_DDRM.insert(point, pair, 0, 0);
            CommonOps_DDRM.insert(CommonOps_DDRM.extractRow(means, i, null), pair, 1, 0);
            assertThat(Math.pow(distance(projected, corners[i]), 2) + height)
                    .isCloseTo(Math.pow(distance(pair, 0, 1), 2), within(1e-12));
        }
    }

    @Test
    void collinearOrNaNMeansHaveNoPlane() {
        DMatrixRMaj line = random(3, 9);
        for (int k = 0; k < WIDTH; k++) {
            line.set(2, k, 3 * line.get(0, k) - 2 * line.get(1, k));
        }
        assertThat(SimplexPlane.through(line)).isEmpty();
        assertThat(SimplexPlane.through(new DMatrixRMaj(3, WIDTH))).isEmpty();
        DMatrixRMaj undefined = random(3, 10);
        undefined.set(1, 2, Double.NaN);
        assertThat(SimplexPlane.through(undefined)).isEmpty();
    }
}
