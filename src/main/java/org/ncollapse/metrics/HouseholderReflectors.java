package org.ncollapse.metrics;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;

/**
 * An orthogonal matrix Q = H_0 H_1 ⋯ of Householder reflections H_i = I − τ_i v_i v_iᵀ, in the form in which LAPACK's
 * reductions return it: v_i is zero above row i + shift, 1 in this row, and its other entries are in the reduced
 * matrix.
 *
 * <p>LAPACK's routines for this product (dormtr, dormbr, and with them dsyevd, dgesdd, dgeqrf) multiply by triangular
 * matrices. The triangular product of OpenBLAS 0.3.19's AVX-512 kernels is wrong: its error exceeds the result. The
 * general product is correct, so this class uses only general products, for 32 reflections at a time in the form I − V
 * T Vᵀ (Schreiber &amp; Van Loan 1989).
 *
 * @param values the reduced matrix
 * @param vectorStride the index distance between v_i and v_{i+1} in it
 * @param elementStride the index distance between two neighboring entries of one v_i
 * @param shift 0 or 1
 * @param taus τ, one value per reflection
 */
record HouseholderReflectors(double[] values, int vectorStride, int elementStride, int shift, double[] taus) {
    private static final int BLOCK = 32;

    /** Replaces C by QC; C is a rows × columns matrix in column-major order. */
    void apply(double[] c, int rows, int columns) {
        double[] v = new double[rows * BLOCK];
        double[] product = new double[BLOCK * columns];
        double[] reduced = new double[BLOCK * columns];
        for (int first = (taus.length - 1) / BLOCK * BLOCK; first >= 0; first -= BLOCK) {
            int count = Math.min(BLOCK, taus.length - first);
            for (int i = 0; i < count; i++) {
                for (int row = 0; row < rows; row++) {
                    int offset = row - first - i - shift;
                    v[i * rows + row] =
                            offset < 0 ? 0 : offset == 0 ? 1 : values[(first + i) * vectorStride + row * elementStride];
                }
            }
            double[] t = triangle(v, rows, first, count);
            cblas_dgemm(
                    CblasColMajor,
                    CblasTrans,
                    CblasNoTrans,
                    count,
                    columns,
                    rows,
                    1,
                    v,
                    rows,
                    c,
                    rows,
                    0,
                    product,
                    count);
            cblas_dgemm(
                    CblasColMajor,
                    CblasNoTrans,
                    CblasNoTrans,
                    count,
                    columns,
                    count,
                    1,
                    t,
                    count,
                    product,
                    count,
                    0,
                    reduced,
                    count);
            cblas_dgemm(
                    CblasColMajor,
                    CblasNoTrans,
                    CblasNoTrans,
                    rows,
                    columns,
                    count,
                    -1,
                    v,
                    rows,
                    reduced,
                    count,
                    1,
                    c,
                    rows);
        }
    }

    /**
     * Returns the upper triangular T of {@code count} reflections: T_ii = τ_i, and column i above it is −τ_i T (Vᵀv_i).
     */
    private double[] triangle(double[] v, int rows, int first, int count) {
        double[] gram = new double[count * count];
        cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, count, count, rows, 1, v, rows, v, rows, 0, gram, count);
        double[] t = new double[count * count];
        for (int i = 0; i < count; i++) {
            double factor = taus[first + i];
            for (int row = 0; row < i; row++) {
                double sum = 0;
                for (int j = row; j < i; j++) {
                    sum += t[j * count + row] * gram[i * count + j];
                }
                t[i * count + row] = -factor * sum;
            }
            t[i * count + i] = factor;
        }
        return t;
    }
}
