package org.ncollapse.metrics;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dgesdd;
import static org.bytedeco.openblas.global.openblas.LAPACK_ROW_MAJOR;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The singular value decomposition A = U diag(values) V of an m×n matrix, with r = min(m, n) singular values, descending:
 * {@code left} is U (m×r, orthonormal columns), {@code right} is V (r×n, orthonormal rows). NaN throughout if an entry of A is not finite.
 */
record ThinSvd(DMatrixRMaj left, double[] values, DMatrixRMaj right) {

    /** Decomposes a matrix by divide and conquer (LAPACK dgesdd); the matrix is left as it is. */
    static ThinSvd of(DMatrixRMaj matrix) {
        int m = matrix.numRows;
        int n = matrix.numCols;
        int r = Math.min(m, n);
        DMatrixRMaj left = new DMatrixRMaj(m, r);
        DMatrixRMaj right = new DMatrixRMaj(r, n);
        double[] values = new double[r];
        if (r == 0) {
            return new ThinSvd(left, values, right);
        }
        if (!Arrays.stream(matrix.data).allMatch(Double::isFinite)
                || LAPACKE_dgesdd(LAPACK_ROW_MAJOR, (byte) 'S', m, n, matrix.data.clone(), n, values, left.data, r, right.data, n) != 0) {
            Arrays.fill(left.data, Double.NaN);
            Arrays.fill(right.data, Double.NaN);
            Arrays.fill(values, Double.NaN);
        }
        return new ThinSvd(left, values, right);
    }

    /** How many singular values have squares above max(m, n)·ε times the largest square; 0 for a zero matrix or one with NaN. */
    int rank() {
        int rank = 0;
        double floor = Math.max(left.numRows, right.numCols) * Math.ulp(1.0) * (values.length == 0 ? 0 : values[0] * values[0]);
        while (rank < values.length && values[rank] * values[rank] > floor) {
            rank++;
        }
        return rank;
    }

    /** An orthonormal basis of the row space, as rows: rank × n. */
    DMatrixRMaj rowBasis() {
        int rank = rank();
        return new DMatrixRMaj(rank, right.numCols, true, Arrays.copyOf(right.data, rank * right.numCols));
    }
}
