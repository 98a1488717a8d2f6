package org.ncollapse.stats;

import org.ejml.data.DMatrixRMaj;

/**
 * The mean of a matrix's rows, and the rows minus their mean. Both are computed from differences from the first row, so
 * that equal rows give exactly zero and a large common offset loses no digits.
 */
final class RowMeans {

    private RowMeans() {}

    static double[] mean(DMatrixRMaj rows) {
        double[] shift = meanDifference(rows);
        for (int j = 0; j < shift.length; j++) {
            shift[j] += rows.get(0, j);
        }
        return shift;
    }

    static DMatrixRMaj centeredRows(DMatrixRMaj rows) {
        double[] shift = meanDifference(rows);
        DMatrixRMaj centered = new DMatrixRMaj(rows.numRows, rows.numCols);
        for (int k = 0; k < rows.numRows; k++) {
            for (int j = 0; j < rows.numCols; j++) {
                centered.set(k, j, rows.get(k, j) - rows.get(0, j) - shift[j]);
            }
        }
        return centered;
    }

    private static double[] meanDifference(DMatrixRMaj rows) {
        double[] sum = new double[rows.numCols];
        for (int k = 1; k < rows.numRows; k++) {
            for (int j = 0; j < rows.numCols; j++) {
                sum[j] += rows.get(k, j) - rows.get(0, j);
            }
        }
        for (int j = 0; j < sum.length; j++) {
            sum[j] /= rows.numRows;
        }
        return sum;
    }
}
