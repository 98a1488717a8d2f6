package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Norms and angles of K vectors, the rows of a matrix. */
final class RowGeometry {

    private RowGeometry() {}

    /** Returns the Euclidean norms of the rows. */
    static double[] norms(DMatrixRMaj rows) {
        double[] result = new double[rows.numRows];
        for (int k = 0; k < result.length; k++) {
            // Dividing by the largest entry avoids underflow and overflow.
            double largest = 0;
            for (int j = 0; j < rows.numCols; j++) {
                largest = Math.max(largest, Math.abs(rows.get(k, j)));
            }
            double sum = 0;
            for (int j = 0; largest != 0 && j < rows.numCols; j++) {
                double ratio = rows.get(k, j) / largest;
                sum += ratio * ratio;
            }
            result[k] = largest * Math.sqrt(sum);
        }
        return result;
    }

    /** Returns the rows divided by their norms; NaN for a zero row. */
    static DMatrixRMaj normalized(DMatrixRMaj rows) {
        DMatrixRMaj directions = rows.copy();
        CommonOps_DDRM.divideRows(norms(rows), directions);
        return directions;
    }

    /** Returns cos∠ of every pair i ≠ j of rows, each pair twice. */
    static double[] pairwiseCosines(DMatrixRMaj rows) {
        DMatrixRMaj directions = normalized(rows);
        DMatrixRMaj products = MatrixProduct.multiplyTransposed(directions, directions);
        int classes = rows.numRows;
        double[] cosines = new double[classes * (classes - 1)];
        int next = 0;
        for (int i = 0; i < classes; i++) {
            for (int j = 0; j < classes; j++) {
                if (i != j) {
                    cosines[next++] = products.get(i, j);
                }
            }
        }
        return cosines;
    }

    /** Returns the standard deviation of the cosines. */
    static double equiangle(double[] cosines) {
        return Math.sqrt(ArrayStatistics.variance(cosines));
    }

    /** Returns the mean of abs(cos∠ + 1/(K−1)). */
    static double maxangle(double[] cosines, int classes) {
        double sum = 0;
        for (double cosine : cosines) {
            sum += Math.abs(cosine + 1.0 / (classes - 1));
        }
        return sum / cosines.length;
    }
}
