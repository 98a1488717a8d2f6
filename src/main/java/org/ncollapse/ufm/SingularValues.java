package org.ncollapse.ufm;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dgesdd;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** Singular values without their vectors. */
public final class SingularValues {

    private SingularValues() {
    }

    /**
     * The largest singular values of a matrix, descending, at most as many as it has (LAPACK dgesdd); the matrix is left as it is.
     * NaN throughout if an entry is not finite, or LAPACK does not converge.
     */
    public static double[] of(DMatrixRMaj matrix, int largest) {
        int m = matrix.numCols;
        int n = matrix.numRows;
        double[] values = new double[Math.min(m, n)];
        // Row by row it is the transposed matrix column by column, whose singular values are the same.
        boolean finite = Arrays.stream(matrix.data, 0, m * n).allMatch(Double::isFinite);
        if (!finite || LAPACKE_dgesdd(LAPACK_COL_MAJOR, (byte) 'N', m, n, matrix.data.clone(), m, values, new double[1], 1, new double[1], 1) != 0) {
            Arrays.fill(values, Double.NaN);
        }
        return Arrays.copyOf(values, Math.min(largest, values.length));
    }
}
