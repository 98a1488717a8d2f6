package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.api.Test;

/**
 * The decompositions, also at sizes where LAPACK works in blocks: there, LAPACK with the AVX-512 kernels of an OpenBLAS
 * as old as ND4J silently returns wrong results.
 */
class MatrixDecompositionTest {

    @Test
    void eigenpairsReconstructMatrix() {
        for (int n : new int[] {1, 2, 3, 25, 26, 33, 64, 100, 257}) {
            DMatrixRMaj rows = RandomMatrices_DDRM.rectangle(n, n + 1, -1, 1, new Random(n));
            DMatrixRMaj matrix = CommonOps_DDRM.multTransB(rows, rows, null);
            SymmetricEigen eigen = SymmetricEigen.decomposeInPlace(matrix.copy());
            assertOrthonormalRows(eigen.eigenvectors());
            DMatrixRMaj scaled = eigen.eigenvectors().copy();
            CommonOps_DDRM.multRows(eigen.eigenvalues(), scaled);
            assertThat(MatrixFeatures_DDRM.isIdentical(
                            CommonOps_DDRM.multTransA(eigen.eigenvectors(), scaled, null), matrix, 1e-12 * n))
                    .isTrue();
            assertThat(eigen.eigenvalues()).isSorted();
        }
    }

    @Test
    void singularValuesAndVectorsReconstructMatrix() {
        for (int[] shape : new int[][] {
            {1, 1}, {1, 7}, {7, 1}, {3, 2}, {9, 300}, {30, 31}, {64, 64}, {99, 300}, {300, 99}, {200, 200}
        }) {
            DMatrixRMaj matrix = RandomMatrices_DDRM.rectangle(shape[0], shape[1], -1, 1, new Random(shape[0]));
            ThinSvd svd = ThinSvd.of(matrix);
            assertOrthonormalRows(svd.vt());
            assertOrthonormalRows(CommonOps_DDRM.transpose(svd.u(), null));
            DMatrixRMaj scaled = svd.vt().copy();
            CommonOps_DDRM.multRows(svd.singularValues(), scaled);
            assertThat(MatrixFeatures_DDRM.isIdentical(
                            CommonOps_DDRM.mult(svd.u(), scaled, null), matrix, 1e-12 * shape[0]))
                    .isTrue();
            for (int i = 1; i < svd.singularValues().length; i++) {
                assertThat(svd.singularValues()[i]).isBetween(0.0, svd.singularValues()[i - 1]);
            }
        }
    }

    /** A matrix with these eigenvalues and random eigenvectors. */
    private static DMatrixRMaj symmetric(double[] values, long seed) {
        DMatrixRMaj basis = RandomMatrices_DDRM.orthogonal(values.length, values.length, new Random(seed));
        DMatrixRMaj scaled = basis.copy();
        CommonOps_DDRM.multRows(values, scaled);
        return CommonOps_DDRM.multTransA(basis, scaled, null);
    }

    /** Spectra: spread, multiple, clustered, rank one, geometric; also the zero matrix. */
    @Test
    void largestEigenvalueIsFoundForAllSpectra() {
        for (double scale : new double[] {1, 1e-12, 1e9}) {
            for (int n : new int[] {1, 2, 3, 50, 300}) {
                double[][] spectra = {
                    IntStream.range(0, n).mapToDouble(i -> scale * (1 + i)).toArray(),
                    IntStream.range(0, n)
                            .mapToDouble(i -> i < 4 ? scale : 1e-9 * scale * i)
                            .toArray(),
                    IntStream.range(0, n)
                            .mapToDouble(i -> scale * (1 - 1e-7 * i))
                            .toArray(),
                    IntStream.range(0, n).mapToDouble(i -> i == 0 ? scale : 0).toArray(),
                    IntStream.range(0, n)
                            .mapToDouble(i -> scale * Math.pow(0.5, i))
                            .toArray()
                };
                for (double[] spectrum : spectra) {
                    double largest = Arrays.stream(spectrum).max().orElseThrow();
                    assertThat(LargestEigenvalue.of(symmetric(spectrum, n)))
                            .isCloseTo(largest, within(1e-12 * largest));
                }
            }
        }
        assertThat(LargestEigenvalue.of(new DMatrixRMaj(5, 5))).isZero();
        DMatrixRMaj nonFinite = symmetric(new double[] {3, 2, 1}, 1);
        nonFinite.set(1, 1, Double.POSITIVE_INFINITY);
        assertThat(LargestEigenvalue.of(nonFinite)).isNaN();
    }

    private static void assertOrthonormalRows(DMatrixRMaj rows) {
        DMatrixRMaj gram = CommonOps_DDRM.multTransB(rows, rows, null);
        assertThat(MatrixFeatures_DDRM.isIdentity(gram, 1e-12)).isTrue();
    }
}
