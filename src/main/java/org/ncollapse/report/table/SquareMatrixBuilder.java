package org.ncollapse.report.table;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** Collects the cells of a square matrix in any order; its size need not be known before. */
final class SquareMatrixBuilder {
    private static final int AT_FIRST = 16;

    private int[] rows = new int[AT_FIRST];
    private int[] columns = new int[AT_FIRST];
    private double[] values = new double[AT_FIRST];
    private int count;

    void add(int i, int j, double value) {
        if (count == values.length) {
            rows = Arrays.copyOf(rows, 2 * count);
            columns = Arrays.copyOf(columns, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
        }
        rows[count] = i;
        columns[count] = j;
        values[count++] = value;
    }

    /** Returns the matrix; null unless each cell of a square matrix was added exactly once. */
    DMatrixRMaj build() {
        int size = (int) Math.round(Math.sqrt(count));
        if (size * size != count) {
            return null;
        }
        DMatrixRMaj matrix = new DMatrixRMaj(size, size);
        boolean[] seen = new boolean[count];
        for (int k = 0; k < count; k++) {
            if (rows[k] >= size || columns[k] >= size || seen[rows[k] * size + columns[k]]) {
                return null;
            }
            seen[rows[k] * size + columns[k]] = true;
            matrix.set(rows[k], columns[k], values[k]);
        }
        return matrix;
    }
}
