package org.ncollapse.metrics;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * The plane through the means of three classes. Its axes are chosen so that the first mean lies straight above the
 * center of the triangle, the second on the left and the third on the right.
 */
public final class SimplexPlane {

    private static final int CLASSES = 3;
    /** Fraction of the triangle's extent below which the means count as collinear. */
    private static final double FLAT = 1e-9;

    private final double[] right;
    private final double[] up;

    private SimplexPlane(double[] right, double[] up) {
        this.right = right;
        this.up = up;
    }

    /**
     * Returns the plane through three means; empty if they are collinear or not finite.
     *
     * @param means 3×d
     */
    public static Optional<SimplexPlane> through(DMatrixRMaj means) {
        double[] center = center(means);
        double[] up = difference(row(means, 0), center);
        double[] right = difference(row(means, 2), row(means, 1));
        double extent = Math.max(norm(up), norm(right));
        if (!(norm(up) > FLAT * extent)) {
            return Optional.empty();
        }
        scale(up, 1 / norm(up));
        double along = dot(right, up);
        for (int j = 0; j < right.length; j++) {
            right[j] -= along * up[j];
        }
        if (!(norm(right) > FLAT * extent)) {
            return Optional.empty();
        }
        scale(right, 1 / norm(right));
        return Optional.of(new SimplexPlane(right, up));
    }

    /** Returns the coordinates of the rows in the plane relative to a point: to the right, and upwards. */
    public double[][] project(DMatrixRMaj rows, double[] from) {
        double[][] coordinates = new double[rows.numRows][];
        for (int i = 0; i < rows.numRows; i++) {
            double[] offset = difference(row(rows, i), from);
            coordinates[i] = new double[] {dot(offset, right), dot(offset, up)};
        }
        return coordinates;
    }

    /** Returns the mean of three rows. */
    public static double[] center(DMatrixRMaj rows) {
        double[] center = new double[rows.numCols];
        for (int j = 0; j < center.length; j++) {
            for (int k = 0; k < CLASSES; k++) {
                center[j] += rows.get(k, j) / CLASSES;
            }
        }
        return center;
    }

    private static double[] row(DMatrixRMaj rows, int i) {
        double[] row = new double[rows.numCols];
        System.arraycopy(rows.data, i * rows.numCols, row, 0, row.length);
        return row;
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            difference[j] = a[j] - b[j];
        }
        return difference;
    }

    private static void scale(double[] vector, double factor) {
        for (int j = 0; j < vector.length; j++) {
            vector[j] *= factor;
        }
    }

    private static double dot(double[] a, double[] b) {
        double dot = 0;
        for (int j = 0; j < a.length; j++) {
            dot += a[j] * b[j];
        }
        return dot;
    }

    private static double norm(double[] vector) {
        return Math.sqrt(dot(vector, vector));
    }
}
