package org.ncollapse.metrics;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * Distances of a K×K matrix P from the Gram matrices of the simplex ETF and the orthogonal frame, with n(P) = P/‖P‖_F,
 * and norms and angles of K vectors given as rows.
 */
final class FrameGeometry {

    private FrameGeometry() {}

    /** Returns ‖n(P) − E‖_F, E = (I − J/K)/√(K−1): zero if P is a simplex ETF's Gram matrix. */
    static double distanceToEtf(DMatrixRMaj product) {
        int classes = product.numRows;
        double scale = Math.sqrt(classes - 1);
        return distance(product, (1 - 1.0 / classes) / scale, -1.0 / classes / scale);
    }

    /** Returns ‖n(P) − I/√K‖_F: zero if P is an orthogonal frame's Gram matrix. */
    static double distanceToOf(DMatrixRMaj product) {
        return distance(product, 1 / Math.sqrt(product.numRows), 0);
    }

    private static double distance(DMatrixRMaj product, double diagonal, double offDiagonal) {
        double norm = NormOps_DDRM.normF(product);
        double sum = 0;
        for (int i = 0; i < product.numRows; i++) {
            for (int j = 0; j < product.numCols; j++) {
                double difference = product.get(i, j) / norm - (i == j ? diagonal : offDiagonal);
                sum += difference * difference;
            }
        }
        return Math.sqrt(sum);
    }

    /**
     * Returns ABᵀ, all inner products of the rows of A with the rows of B. Computed by OpenBLAS, because with 1,000
     * classes some products take 10¹⁰ operations.
     */
    static DMatrixRMaj multiplyTransposed(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj products = new DMatrixRMaj(a.numRows, b.numRows);
        cblas_dgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasTrans,
                a.numRows,
                b.numRows,
                a.numCols,
                1,
                a.data,
                a.numCols,
                b.data,
                b.numCols,
                0,
                products.data,
                Math.max(1, b.numRows));
        return products;
    }

    /** Returns the Euclidean norms of the rows. */
    static double[] rowNorms(DMatrixRMaj rows) {
        double[] norms = new double[rows.numRows];
        for (int k = 0; k < norms.length; k++) {
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
            norms[k] = largest * Math.sqrt(sum);
        }
        return norms;
    }

    /** Returns the rows divided by their norms; NaN for a zero row. */
    static DMatrixRMaj normalizedRows(DMatrixRMaj rows) {
        DMatrixRMaj directions = rows.copy();
        CommonOps_DDRM.divideRows(rowNorms(rows), directions);
        return directions;
    }

    /** Returns cos∠ of every pair i ≠ j of rows, each pair twice. */
    static double[] pairwiseCosines(DMatrixRMaj rows) {
        DMatrixRMaj directions = normalizedRows(rows);
        DMatrixRMaj products = multiplyTransposed(directions, directions);
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
