package org.ncollapse.metrics;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * The plane in which three classes' means span a triangle: the simplex of three, if they have collapsed to one. The
 * first mean lies straight above the triangle's centre, the second on the left, the third on the right.
 */
public final class SimplexPlane {

    private static final int CLASSES = 3;
    /** Of the triangle's extent: below, the means lie on a line as far as their digits tell. */
    private static final double FLAT = 1e-9;

    private final double[] right;
    private final double[] up;

    private SimplexPlane(double[] right, double[] up) {
        this.right = right;
        this.up = up;
    }

    /**
     * The plane through three means; empty where they lie on a line or are not numbers.
     *
     * @param means 3×d
     */
    public static Optional<SimplexPlane> through(DMatrixRMaj means) {
        double[] centre = centre(means);
        double[] up = difference(row(means, 0), centre);
        double[] right = difference(row(means, 2), row(means, 1));
        double extent = Math.max(norm(up), norm(right));
        if (!(norm(up) > FLAT * extent)) {
            return Optional.empty();
        }
        scale(up, 1 / norm(up));
        double along = product(right, up);
        for (int j = 0; j < right.length; j++) {
            right[j] -= along * up[j];
        }
        if (!(norm(right) > FLAT * extent)) {
            return Optional.empty();
        }
        scale(right, 1 / norm(right));
        return Optional.of(new SimplexPlane(right, up));
    }

    /** Where rows lie in the plane, seen from a point: to the right, and upwards. */
    public double[][] project(DMatrixRMaj rows, double[] from) {
        double[][] places = new double[rows.numRows][];
        for (int i = 0; i < rows.numRows; i++) {
            double[] offset = difference(row(rows, i), from);
            places[i] = new double[] {product(offset, right), product(offset, up)};
        }
        return places;
    }

    /** The mean of three rows. */
    public static double[] centre(DMatrixRMaj rows) {
        double[] centre = new double[rows.numCols];
        for (int j = 0; j < centre.length; j++) {
            for (int k = 0; k < CLASSES; k++) {
                centre[j] += rows.get(k, j) / CLASSES;
            }
        }
        return centre;
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

    private static double product(double[] a, double[] b) {
        double product = 0;
        for (int j = 0; j < a.length; j++) {
            product += a[j] * b[j];
        }
        return product;
    }

    private static double norm(double[] vector) {
        return Math.sqrt(product(vector, vector));
    }
}
