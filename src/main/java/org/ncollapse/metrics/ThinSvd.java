package org.ncollapse.metrics;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dgesdd;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The singular value decomposition A = U diag(singularValues) Vᵀ of an m×n matrix, with r = min(m, n) singular values,
 * descending: {@code u} is m×r with orthonormal columns, {@code vt} is Vᵀ, r×n with orthonormal rows. All values are
 * NaN if an entry of A is not finite.
 */
public record ThinSvd(DMatrixRMaj u, double[] singularValues, DMatrixRMaj vt) {

    /** Decomposes a matrix without changing it (LAPACK dgesdd). */
    public static ThinSvd of(DMatrixRMaj matrix) {
        int m = matrix.numRows;
        int n = matrix.numCols;
        int rank = Math.min(m, n);
        DMatrixRMaj u = new DMatrixRMaj(m, rank);
        DMatrixRMaj vt = new DMatrixRMaj(rank, n);
        double[] values = new double[rank];
        // In column-major order the matrix is its transpose, whose left singular vectors are the right ones of A.
        if (rank > 0
                && (!Arrays.stream(matrix.data).allMatch(Double::isFinite)
                        || LAPACKE_dgesdd(
                                        LAPACK_COL_MAJOR,
                                        (byte) 'S',
                                        n,
                                        m,
                                        matrix.data.clone(),
                                        n,
                                        values,
                                        vt.data,
                                        n,
                                        u.data,
                                        rank)
                                != 0)) {
            Arrays.fill(u.data, Double.NaN);
            Arrays.fill(vt.data, Double.NaN);
            Arrays.fill(values, Double.NaN);
        }
        return new ThinSvd(u, values, vt);
    }

    /** Returns the largest {@code count} singular values, descending; all of them if there are fewer. */
    public double[] largestSingularValues(int count) {
        return Arrays.copyOf(singularValues, Math.min(count, singularValues.length));
    }

    /**
     * Returns the number of singular values whose squares exceed max(m, n)·ε times the largest square; 0 for a zero
     * matrix or one with NaN.
     */
    int rank() {
        int rank = 0;
        double threshold = Math.max(u.numRows, vt.numCols)
                * Math.ulp(1.0)
                * (singularValues.length == 0 ? 0 : singularValues[0] * singularValues[0]);
        while (rank < singularValues.length && singularValues[rank] * singularValues[rank] > threshold) {
            rank++;
        }
        return rank;
    }

    /** Returns an orthonormal basis of the row space, as rows: rank × n. */
    DMatrixRMaj rowBasis() {
        int rank = rank();
        return new DMatrixRMaj(rank, vt.numCols, true, Arrays.copyOf(vt.data, rank * vt.numCols));
    }
}
