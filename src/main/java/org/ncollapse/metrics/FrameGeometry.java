package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;

/** Distances of a K×K matrix P from the Gram matrices of the simplex ETF and the orthogonal frame: n(P) = P/‖P‖_F. */
final class FrameGeometry {

    private FrameGeometry() {}

    /** Returns ‖n(P) − E‖_F, E = (I − J/K)/√(K−1): zero if P is a simplex ETF's Gram matrix. */
    static double distanceToEtf(DMatrixRMaj product) {
        int classes = product.numRows;
        double scale = Math.sqrt(classes - 1);
        return distance(product, (1 - 1.0 / classes) / scale, -1.0 / classes / scale);
    }

    /** Returns ‖n(P) − I/√K‖_F: zero if P is an orthogonal frame's Gram matrix. */
    static double distanceToOf(DMatrixRMaj product) {
        return distance(product, 1 / Math.sqrt(product.numRows), 0);
    }

    private static double distance(DMatrixRMaj product, double diagonal, double offDiagonal) {
        double norm = NormOps_DDRM.normF(product);
        double sum = 0;
        for (int i = 0; i < product.numRows; i++) {
            for (int j = 0; j < product.numCols; j++) {
                double difference = product.get(i, j) / norm - (i == j ? diagonal : offDiagonal);
                sum += difference * difference;
            }
        }
        return Math.sqrt(sum);
    }
}
