package org.ncollapse.metrics;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dstedc;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevr;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsytrd;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Eigenvalues, ascending, and orthonormal eigenvectors, as rows, of a symmetric matrix. All values are NaN if an entry
 * is not finite.
 */
record SymmetricEigen(double[] eigenvalues, DMatrixRMaj eigenvectors) {

    /**
     * Decomposes a symmetric matrix and overwrites it: reduction to tridiagonal form (LAPACK dsytrd), divide and
     * conquer (dstedc), and back-transformation by {@link HouseholderReflectors}, which explains why LAPACK does not do
     * it. About 9 n³ operations. All values are NaN if an entry is not finite, or LAPACK does not converge.
     */
    static SymmetricEigen decomposeInPlace(DMatrixRMaj matrix) {
        int n = matrix.numRows;
        double[] values = new double[n];
        double[] offDiagonal = new double[Math.max(1, n - 1)];
        double[] taus = new double[n - 1];
        // In column-major order eigenvectors are columns, which are the rows of a row-major matrix.
        DMatrixRMaj vectors = new DMatrixRMaj(n, n);
        if (finite(matrix)
                && LAPACKE_dsytrd(LAPACK_COL_MAJOR, (byte) 'L', n, matrix.data, n, values, offDiagonal, taus) == 0
                && LAPACKE_dstedc(LAPACK_COL_MAJOR, (byte) 'I', n, values, offDiagonal, vectors.data, n) == 0) {
            new HouseholderReflectors(matrix.data, n, 1, 1, taus).apply(vectors.data, n, n);
        } else {
            Arrays.fill(values, Double.NaN);
            Arrays.fill(vectors.data, Double.NaN);
        }
        return new SymmetricEigen(values, vectors);
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
