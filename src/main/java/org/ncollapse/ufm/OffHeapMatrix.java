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
 * A matrix outside the Java heap, row by row, where OpenBLAS works on it in place: a Java array would be copied to and
 * fro at every call, which costs more than the small products of a model do.
 */
final class OffHeapMatrix {
    final int rows;
    final int columns;
    private final DoubleBuffer values;
    private final DoublePointer pointer;

    /** All zeros; freed with this object. */
    OffHeapMatrix(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        values = ByteBuffer.allocateDirect(Math.multiplyExact(Math.multiplyExact(rows, columns), Double.BYTES))
                .order(ByteOrder.nativeOrder())
                .asDoubleBuffer();
        pointer = new DoublePointer(values);
    }

    /** rows × columns. */
    int size() {
        return rows * columns;
    }

    /** Takes its entries from an array, counted from {@code offset}. */
    void copyFrom(double[] from, int offset) {
        values.put(0, from, offset, size());
    }

    /** Writes its entries to an array, counted from {@code offset}. */
    void copyTo(double[] into, int offset) {
        values.get(0, into, offset, size());
    }

    /** Becomes own · this + factor · A·B. */
    void addProduct(double own, double factor, OffHeapMatrix a, OffHeapMatrix b) {
        multiply(own, factor, a, CblasNoTrans, b, CblasNoTrans, a.columns);
    }

    /** Becomes own · this + factor · Aᵀ·B. */
    void addTransposedProduct(double own, double factor, OffHeapMatrix a, OffHeapMatrix b) {
        multiply(own, factor, a, CblasTrans, b, CblasNoTrans, a.rows);
    }

    /** Becomes own · this + factor · A·Bᵀ. */
    void addProductTransposed(double own, double factor, OffHeapMatrix a, OffHeapMatrix b) {
        multiply(own, factor, a, CblasNoTrans, b, CblasTrans, a.columns);
    }

    /** Becomes own · this + factor · A. */
    void addScaled(double own, double factor, OffHeapMatrix a) {
        cblas_dscal(size(), own, pointer, 1);
        cblas_daxpy(size(), factor, a.pointer, 1, pointer, 1);
    }

    private void multiply(
            double own, double factor, OffHeapMatrix a, int transposeA, OffHeapMatrix b, int transposeB, int inner) {
        cblas_dgemm(
                CblasRowMajor,
                transposeA,
                transposeB,
                rows,
                columns,
                inner,
                factor,
                a.pointer,
                a.columns,
                b.pointer,
                b.columns,
                own,
                pointer,
                columns);
    }
}
