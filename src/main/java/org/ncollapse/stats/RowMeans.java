package org.ncollapse.stats;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The mean of a matrix's rows, and the rows minus their mean. Both are computed from differences from the first row, so
 * that equal rows give exactly zero and a large common offset loses no digits.
 */
final class RowMeans {

    private RowMeans() {}

    static double[] mean(DMatrixRMaj rows) {
        double[] shift = columnMeans(differences(rows));
        for (int j = 0; j < shift.length; j++) {
            shift[j] += rows.get(0, j);
        }
        return shift;
    }

    /** Returns the mean of the rows of the sum of two matrices minus a point near it; the sum is not rounded. */
    static double[] meanFrom(double[] point, DMatrixRMaj large, DMatrixRMaj small) {
        DMatrixRMaj differences = new DMatrixRMaj(large.numRows, large.numCols);
        for (int k = 0; k < large.numRows; k++) {
            for (int j = 0; j < large.numCols; j++) {
                differences.set(k, j, large.get(k, j) - point[j] + small.get(k, j));
            }
        }
        return columnMeans(differences);
    }

    static DMatrixRMaj centeredRows(DMatrixRMaj rows) {
        return centered(differences(rows));
    }

    /** Returns the rows of the sum of two matrices minus their mean; the sum is not rounded. */
    static DMatrixRMaj centeredRows(DMatrixRMaj large, DMatrixRMaj small) {
        DMatrixRMaj differences = differences(large);
        CommonOps_DDRM.addEquals(differences, differences(small));
        return centered(differences);
    }

    /** Returns the rows minus the first row. */
    private static DMatrixRMaj differences(DMatrixRMaj rows) {
        DMatrixRMaj differences = new DMatrixRMaj(rows.numRows, rows.numCols);
        for (int k = 0; k < rows.numRows; k++) {
            for (int j = 0; j < rows.numCols; j++) {
                differences.set(k, j, rows.get(k, j) - rows.get(0, j));
            }
        }
        return differences;
    }

    private static DMatrixRMaj centered(DMatrixRMaj differences) {
        double[] shift = columnMeans(differences);
        for (int k = 0; k < differences.numRows; k++) {
            for (int j = 0; j < differences.numCols; j++) {
                differences.add(k, j, -shift[j]);
            }
        }
        return differences;
    }

    private static double[] columnMeans(DMatrixRMaj rows) {
        double[] sum = new double[rows.numCols];
        for (int k = 0; k < rows.numRows; k++) {
            for (int j = 0; j < rows.numCols; j++) {
                sum[j] += rows.get(k, j);
            }
        }
        for (int j = 0; j < sum.length; j++) {
            sum[j] /= rows.numRows;
        }
        return sum;
    }
}
