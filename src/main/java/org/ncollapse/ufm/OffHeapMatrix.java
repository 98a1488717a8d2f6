package org.ncollapse.ufm;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_daxpy;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_dscal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;

/**
 * A row-major matrix outside the Java heap, on which OpenBLAS works in place. A Java array would be copied in both
 * directions at every call, which costs more than the small matrix products of a model.
 */
final class OffHeapMatrix {
    final int rows;
    final int columns;
    private final DoubleBuffer values;
    private final DoublePointer pointer;

    /** Creates a zero matrix. Its memory is freed with this object. */
    OffHeapMatrix(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        values = ByteBuffer.allocateDirect(Math.multiplyExact(Math.multiplyExact(rows, columns), Double.BYTES))
                .order(ByteOrder.nativeOrder())
                .asDoubleBuffer();
        pointer = new DoublePointer(values);
    }

    /** Returns rows · columns. */
    int size() {
        return rows * columns;
    }

    /** Copies the entries from an array, starting at {@code offset}. */
    void copyFrom(double[] from, int offset) {
        values.put(0, from, offset, size());
    }

    /** Copies the entries to an array, starting at {@code offset}. */
    void copyTo(double[] into, int offset) {
        values.get(0, into, offset, size());
    }

    /** Computes this = beta · this + alpha · A·B. */
    void addProduct(double beta, double alpha, OffHeapMatrix a, OffHeapMatrix b) {
        multiply(beta, alpha, a, CblasNoTrans, b, CblasNoTrans, a.columns);
    }

    /** Computes this = beta · this + alpha · Aᵀ·B. */
    void addTransposedProduct(double beta, double alpha, OffHeapMatrix a, OffHeapMatrix b) {
        multiply(beta, alpha, a, CblasTrans, b, CblasNoTrans, a.rows);
    }

    /** Computes this = beta · this + alpha · A·Bᵀ. */
    void addProductTransposed(double beta, double alpha, OffHeapMatrix a, OffHeapMatrix b) {
        multiply(beta, alpha, a, CblasNoTrans, b, CblasTrans, a.columns);
    }

    /** Computes this = beta · this + alpha · A. */
    void addScaled(double beta, double alpha, OffHeapMatrix a) {
        cblas_dscal(size(), beta, pointer, 1);
        cblas_daxpy(size(), alpha, a.pointer, 1, pointer, 1);
    }

    private void multiply(
            double beta, double alpha, OffHeapMatrix a, int transposeA, OffHeapMatrix b, int transposeB, int inner) {
        cblas_dgemm(
                CblasRowMajor,
                transposeA,
                transposeB,
                rows,
                columns,
                inner,
                alpha,
                a.pointer,
                a.columns,
                b.pointer,
                b.columns,
                beta,
                pointer,
                columns);
    }
}
