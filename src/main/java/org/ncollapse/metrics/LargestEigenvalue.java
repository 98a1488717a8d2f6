package org.ncollapse.metrics;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.CblasUpper;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dstev;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.cblas_ddot;
import static org.bytedeco.openblas.global.openblas.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas.cblas_dnrm2;
import static org.bytedeco.openblas.global.openblas.cblas_dsymv;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/**
 * The largest eigenvalue of a symmetric positive semidefinite matrix by Lanczos' method: a product with the matrix a
 * step, and some tens of steps, where all eigenvalues would take 4/3 n³ operations at the memory's pace. Every
 * direction is made orthogonal to all before, twice, so that rounding cannot bring one back (Parlett 1998, chapter 13).
 */
final class LargestEigenvalue {

    /** ‖Sx − θx‖/θ: some eigenvalue lies as near to θ, and the largest does, for the start leans to every direction. */
    private static final double RESIDUAL = 1e-13;

    private static final int MOST_STEPS = 200;

    private LargestEigenvalue() {}

    /** NaN if an entry is not finite. Reads the upper triangle in column-major order, or the lower one in row-major. */
    static double of(DMatrixRMaj matrix) {
        int n = matrix.numRows;
        if (!Arrays.stream(matrix.data).allMatch(Double::isFinite)) {
            return Double.NaN;
        }
        int most = Math.min(n, MOST_STEPS);
        double[] directions = new double[most * n];
        double[] diagonal = new double[most];
        double[] beside = new double[most];
        double[] next = new SplittableRandom(1).doubles(n, 0.5, 1.5).toArray();
        double norm = cblas_dnrm2(n, next, 1);
        for (int step = 0; step < most; step++) {
            for (int j = 0; j < n; j++) {
                directions[step * n + j] = next[j] / norm;
            }
            double[] direction = Arrays.copyOfRange(directions, step * n, (step + 1) * n);
            cblas_dsymv(CblasColMajor, CblasUpper, n, 1, matrix.data, n, direction, 1, 0, next, 1);
            diagonal[step] = cblas_ddot(n, direction, 1, next, 1);
            orthogonalise(next, directions, step + 1, n);
            norm = cblas_dnrm2(n, next, 1);
            beside[step] = norm;
            double[] pair = largest(diagonal, beside, step + 1);
            if (step == n - 1 || norm * Math.abs(pair[1]) <= RESIDUAL * pair[0]) {
                return pair[0];
            }
        }
        return SymmetricEigen.largestInPlace(matrix.copy());
    }

    /** Takes out of a vector what lies along the first {@code count} directions; once more for what rounding left. */
    private static void orthogonalise(double[] vector, double[] directions, int count, int n) {
        double[] along = new double[count];
        for (int pass = 0; pass < 2; pass++) {
            cblas_dgemv(CblasColMajor, CblasTrans, n, count, 1, directions, n, vector, 1, 0, along, 1);
            cblas_dgemv(CblasColMajor, CblasNoTrans, n, count, -1, directions, n, along, 1, 1, vector, 1);
        }
    }

    /** Of a tridiagonal matrix: its largest eigenvalue, and the last entry of the eigenvector. */
    private static double[] largest(double[] diagonal, double[] beside, int n) {
        double[] values = Arrays.copyOf(diagonal, n);
        double[] vectors = new double[n * n];
        LAPACKE_dstev(LAPACK_COL_MAJOR, (byte) 'V', n, values, Arrays.copyOf(beside, Math.max(1, n - 1)), vectors, n);
        return new double[] {values[n - 1], vectors[n * n - 1]};
    }
}
