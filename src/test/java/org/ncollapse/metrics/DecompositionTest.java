package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.api.Test;

/** At sizes where LAPACK works in blocks: there OpenBLAS 0.3.19 with AVX-512 kernels answers wrongly, without a word. */
class DecompositionTest {

    @Test
    void eigenpairsMakeTheMatrixAgain() {
        for (int n : new int[] {1, 2, 3, 25, 26, 33, 64, 100, 257}) {
            DMatrixRMaj rows = RandomMatrices_DDRM.rectangle(n, n + 1, -1, 1, new Random(n));
            DMatrixRMaj matrix = CommonOps_DDRM.multTransB(rows, rows, null);
            SymmetricEigen eigen = SymmetricEigen.ofOverwritten(matrix.copy());
            assertOrthonormalRows(eigen.vectors());
            DMatrixRMaj scaled = eigen.vectors().copy();
            CommonOps_DDRM.multRows(eigen.values(), scaled);
            assertThat(MatrixFeatures_DDRM.isIdentical(CommonOps_DDRM.multTransA(eigen.vectors(), scaled, null), matrix, 1e-12 * n)).isTrue();
            assertThat(eigen.values()).isSorted();
        }
    }

    @Test
    void singularValuesAndVectorsMakeTheMatrixAgain() {
        for (int[] shape : new int[][] {{1, 1}, {1, 7}, {7, 1}, {3, 2}, {9, 300}, {30, 31}, {64, 64}, {99, 300}, {300, 99}, {200, 200}}) {
            DMatrixRMaj matrix = RandomMatrices_DDRM.rectangle(shape[0], shape[1], -1, 1, new Random(shape[0]));
            ThinSvd svd = ThinSvd.of(matrix);
            assertOrthonormalRows(svd.right());
            assertOrthonormalRows(CommonOps_DDRM.transpose(svd.left(), null));
            DMatrixRMaj scaled = svd.right().copy();
            CommonOps_DDRM.multRows(svd.values(), scaled);
            assertThat(MatrixFeatures_DDRM.isIdentical(CommonOps_DDRM.mult(svd.left(), scaled, null), matrix, 1e-12 * shape[0])).isTrue();
            for (int i = 1; i < svd.values().length; i++) {
                assertThat(svd.values()[i]).isBetween(0.0, svd.values()[i - 1]);
            }
        }
    }

    private static void assertOrthonormalRows(DMatrixRMaj rows) {
        DMatrixRMaj gram = CommonOps_DDRM.multTransB(rows, rows, null);
        assertThat(MatrixFeatures_DDRM.isIdentity(gram, 1e-12)).isTrue();
    }
}
