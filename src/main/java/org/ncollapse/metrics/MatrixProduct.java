package org.ncollapse.metrics;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;

import org.ejml.data.DMatrixRMaj;

/** Matrix products that OpenBLAS computes. */
final class MatrixProduct {

    private MatrixProduct() {}

    /**
     * Returns ABᵀ, all inner products of the rows of A with the rows of B. Computed by OpenBLAS, because with 1,000
     * classes some products take 10¹⁰ operations.
     */
    static DMatrixRMaj multiplyTransposed(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj products = new DMatrixRMaj(a.numRows, b.numRows);
        cblas_dgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasTrans,
                a.numRows,
                b.numRows,
                a.numCols,
                1,
                a.data,
                a.numCols,
                b.data,
                b.numCols,
                0,
                products.data,
                Math.max(1, b.numRows));
        return products;
    }

    /** Returns AᵀB, the sum of the outer products of the rows of A with those of B. Computed by OpenBLAS. */
    static DMatrixRMaj transposeMultiply(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj products = new DMatrixRMaj(a.numCols, b.numCols);
        cblas_dgemm(
                CblasRowMajor,
                CblasTrans,
                CblasNoTrans,
                a.numCols,
                b.numCols,
                a.numRows,
                1,
                a.data,
                a.numCols,
                b.data,
                b.numCols,
                0,
                products.data,
                b.numCols);
        return products;
    }
}
