package org.ncollapse.metrics;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dbdsdc;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgebrd;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The singular value decomposition A = U diag(singularValues) Vᵀ of an m×n matrix, with r = min(m, n) singular values,
 * descending: {@code u} is m×r with orthonormal columns, {@code vt} is Vᵀ, r×n with orthonormal rows. All values are
 * NaN if an entry of A is not finite.
 */
public record ThinSvd(DMatrixRMaj u, double[] singularValues, DMatrixRMaj vt) {

    /**
     * Decomposes a matrix without changing it: reduction to bidiagonal form (LAPACK dgebrd), divide and conquer
     * (dbdsdc), and back-transformation by {@link HouseholderReflectors}, which explains why LAPACK does not do it.
     */
    public static ThinSvd of(DMatrixRMaj matrix) {
        int m = matrix.numRows;
        int n = matrix.numCols;
        if (m > n) {
            ThinSvd transposed = of(CommonOps_DDRM.transpose(matrix, null));
            return new ThinSvd(
                    CommonOps_DDRM.transpose(transposed.vt, null),
                    transposed.singularValues,
                    CommonOps_DDRM.transpose(transposed.u, null));
        }
        DMatrixRMaj u = new DMatrixRMaj(m, m);
        DMatrixRMaj vt = new DMatrixRMaj(m, n);
        double[] values = new double[m];
        if (m > 0 && !decompose(matrix, u, values, vt)) {
            Arrays.fill(u.data, Double.NaN);
            Arrays.fill(vt.data, Double.NaN);
            Arrays.fill(values, Double.NaN);
        }
        return new ThinSvd(u, values, vt);
    }

    /**
     * In column-major order the m×n matrix is its n×m transpose QBPᵀ with B = X diag(values) Yᵀ. Its left singular
     * vectors are the columns of QX, its right ones those of PY.
     */
    private static boolean decompose(DMatrixRMaj matrix, DMatrixRMaj u, double[] values, DMatrixRMaj vt) {
        int m = matrix.numRows;
        int n = matrix.numCols;
        double[] reduced = matrix.data.clone();
        double[] offDiagonal = new double[m];
        double[] tausQ = new double[m];
        double[] tausP = new double[m];
        double[] x = new double[m * m];
        double[] y = new double[m * m];
        if (!Arrays.stream(reduced).allMatch(Double::isFinite)
                || LAPACKE_dgebrd(LAPACK_COL_MAJOR, n, m, reduced, n, values, offDiagonal, tausQ, tausP) != 0
                || LAPACKE_dbdsdc(
                                LAPACK_COL_MAJOR,
                                (byte) 'U',
                                (byte) 'I',
                                m,
                                values,
                                offDiagonal,
                                x,
                                m,
                                y,
                                m,
                                new double[1],
                                new int[1])
                        != 0) {
            return false;
        }
        for (int i = 0; i < m; i++) {
            System.arraycopy(x, i * m, vt.data, i * n, m);
        }
        new HouseholderReflectors(reduced, n, 1, 0, tausQ).apply(vt.data, n, m);
        // Y in column-major order is Yᵀ in row-major order. PY is then transposed to row-major order.
        CommonOps_DDRM.transpose(new DMatrixRMaj(m, m, true, y), u);
        new HouseholderReflectors(reduced, 1, n, 1, Arrays.copyOf(tausP, m - 1)).apply(u.data, m, m);
        CommonOps_DDRM.transpose(u);
        return true;
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
