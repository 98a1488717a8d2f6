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
 * The largest eigenvalue of a symmetric positive semidefinite matrix, by the Lanczos method.
 *
 * <p>It takes some tens of steps with one product with the matrix each. All eigenvalues would take 4/3 n³ operations
 * that are limited by the memory bandwidth. Every direction is orthogonalized twice against all earlier ones, so that
 * rounding errors do not reintroduce them (Parlett 1998, chapter 13).
 */
final class LargestEigenvalue {

    /**
     * Bound of ‖Sx − θx‖/θ. An eigenvalue lies within this relative distance of θ; it is the largest one, because the
     * start vector has a component in every direction.
     */
    private static final double RESIDUAL = 1e-13;

    private static final int MAX_STEPS = 200;

    private LargestEigenvalue() {}

    /**
     * Returns the eigenvalue; NaN if an entry is not finite. Reads the upper triangle in column-major order, or the
     * lower one in row-major.
     */
    static double of(DMatrixRMaj matrix) {
        int n = matrix.numRows;
        if (!Arrays.stream(matrix.data).allMatch(Double::isFinite)) {
            return Double.NaN;
        }
        int maxSteps = Math.min(n, MAX_STEPS);
        double[] directions = new double[maxSteps * n];
        double[] diagonal = new double[maxSteps];
        double[] offDiagonal = new double[maxSteps];
        double[] next = new SplittableRandom(1).doubles(n, 0.5, 1.5).toArray();
        double norm = cblas_dnrm2(n, next, 1);
        for (int step = 0; step < maxSteps; step++) {
            for (int j = 0; j < n; j++) {
                directions[step * n + j] = next[j] / norm;
            }
            double[] direction = Arrays.copyOfRange(directions, step * n, (step + 1) * n);
            cblas_dsymv(CblasColMajor, CblasUpper, n, 1, matrix.data, n, direction, 1, 0, next, 1);
            diagonal[step] = cblas_ddot(n, direction, 1, next, 1);
            orthogonalize(next, directions, step + 1, n);
            norm = cblas_dnrm2(n, next, 1);
            offDiagonal[step] = norm;
            double[] pair = largest(diagonal, offDiagonal, step + 1);
            if (step == n - 1 || norm * Math.abs(pair[1]) <= RESIDUAL * pair[0]) {
                return pair[0];
            }
        }
        return SymmetricEigen.largestInPlace(matrix.copy());
    }

    /** Subtracts from a vector its components along the first {@code count} directions, twice because of rounding. */
    private static void orthogonalize(double[] vector, double[] directions, int count, int n) {
        double[] components = new double[count];
        for (int pass = 0; pass < 2; pass++) {
            cblas_dgemv(CblasColMajor, CblasTrans, n, count, 1, directions, n, vector, 1, 0, components, 1);
            cblas_dgemv(CblasColMajor, CblasNoTrans, n, count, -1, directions, n, components, 1, 1, vector, 1);
        }
    }

    /** Returns the largest eigenvalue of a tridiagonal matrix and the last entry of its eigenvector. */
    private static double[] largest(double[] diagonal, double[] offDiagonal, int n) {
        double[] values = Arrays.copyOf(diagonal, n);
        double[] vectors = new double[n * n];
        LAPACKE_dstev(
                LAPACK_COL_MAJOR, (byte) 'V', n, values, Arrays.copyOf(offDiagonal, Math.max(1, n - 1)), vectors, n);
        return new double[] {values[n - 1], vectors[n * n - 1]};
    }
}
