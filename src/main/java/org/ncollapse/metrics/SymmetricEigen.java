package org.ncollapse.metrics;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevd;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevr;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Eigenvalues, ascending, and orthonormal eigenvectors, as rows, of a symmetric matrix. All values are NaN if an entry
 * is not finite.
 */
record SymmetricEigen(double[] eigenvalues, DMatrixRMaj eigenvectors) {

    /**
     * Decomposes a symmetric matrix and overwrites it with the eigenvectors (LAPACK dsyevd). About 9 n³ operations. All
     * values are NaN if an entry is not finite, or LAPACK does not converge.
     */
    static SymmetricEigen decomposeInPlace(DMatrixRMaj matrix) {
        int n = matrix.numRows;
        double[] values = new double[n];
        // In column-major order eigenvectors are columns, which are the rows of a row-major matrix.
        if (!finite(matrix)
                || LAPACKE_dsyevd(LAPACK_COL_MAJOR, (byte) 'V', (byte) 'L', n, matrix.data, n, values) != 0) {
            Arrays.fill(values, Double.NaN);
            Arrays.fill(matrix.data, Double.NaN);
        }
        return new SymmetricEigen(values, matrix);
    }

    /**
     * Returns the largest eigenvalue (LAPACK dsyevr) and overwrites the matrix. About 4/3 n³ operations; NaN as above.
     */
    static double largestInPlace(DMatrixRMaj matrix) {
        if (!finite(matrix)) {
            return Double.NaN;
        }
        int n = matrix.numRows;
        double[] values = new double[n];
        int info = LAPACKE_dsyevr(
                LAPACK_COL_MAJOR,
                (byte) 'N',
                (byte) 'I',
                (byte) 'U',
                n,
                matrix.data,
                n,
                0,
                0,
                n,
                n,
                0,
                new int[1],
                values,
                new double[1],
                1,
                new int[2 * n]);
        return info == 0 ? values[0] : Double.NaN;
    }

    private static boolean finite(DMatrixRMaj matrix) {
        return Arrays.stream(matrix.data).allMatch(Double::isFinite);
    }
}
