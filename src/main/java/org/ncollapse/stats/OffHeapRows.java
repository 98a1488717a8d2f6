package org.ncollapse.stats;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_daxpy;
import static org.bytedeco.openblas.global.openblas.cblas_ddot;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;

import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.ejml.data.DMatrixRMaj;

/**
 * A matrix of doubles outside the Java heap, on which OpenBLAS works in place. A Java array would be copied at every
 * call. Initially zero. Freed by {@link #close}, or by garbage collection.
 */
final class OffHeapRows implements AutoCloseable {
    private final int rows;
    private final int width;
    private final DoublePointer pointer;
    private final DoublePointer view;
    private final DoubleBuffer buffer;

    OffHeapRows(int rows, int width) {
        this.rows = rows;
        this.width = width;
        pointer = new DoublePointer((long) rows * width).zero();
        view = new DoublePointer(pointer);
        // A buffer has int indices. Larger matrices are accessed by pointer only.
        buffer = (long) rows * width <= Integer.MAX_VALUE / Double.BYTES ? pointer.asBuffer() : null;
    }

    /** Returns the address of the first row. */
    DoublePointer pointer() {
        return pointer;
    }

    /** Returns a copy of a matrix. */
    static OffHeapRows of(DMatrixRMaj matrix) {
        OffHeapRows rows = new OffHeapRows(matrix.numRows, matrix.numCols);
        rows.pointer.put(matrix.data, 0, matrix.numRows * matrix.numCols);
        return rows;
    }

    /** Writes one row from an array, from index {@code from} on. */
    void setRow(int row, double[] values, int from) {
        buffer.put(row * width, values, from, width);
    }

    /** Writes the inner products of the first {@code rows} rows with all rows of {@code other}: rows × other's rows. */
    void multiplyTransposed(int rows, OffHeapRows other, OffHeapRows into) {
        cblas_dgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasTrans,
                rows,
                other.rows,
                width,
                1,
                pointer,
                width,
                other.pointer,
                width,
                0,
                into.pointer,
                other.rows);
    }

    /** Adds another matrix of the same shape. */
    void add(OffHeapRows other) {
        for (int row = 0; row < rows; row++) {
            cblas_daxpy(width, 1, other.view.position((long) row * width), 1, view.position((long) row * width), 1);
        }
    }

    /** Adds another matrix of the same shape, row after row. */
    void add(double[] other) {
        try (DoublePointer copy = new DoublePointer(other)) {
            cblas_daxpy(other.length, 1, copy, 1, pointer, 1);
        }
    }

    /** Reads {@code count} values from ({@code row}, {@code column}) on into an array, from {@code to} on. */
    void get(int row, int column, double[] into, int to, int count) {
        view.position((long) row * width + column).get(into, to, count);
    }

    /** Returns ‖row‖². */
    double squaredNorm(int row) {
        view.position((long) row * width);
        return cblas_ddot(width, view, 1, view, 1);
    }

    @Override
    public void close() {
        pointer.close();
    }
}
