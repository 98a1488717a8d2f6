package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * Distances of the K×K products P = ABᵀ of two K×d matrices from the Gram matrices of the simplex ETF and the
 * orthogonal frame: n(P) = P/‖P‖_F.
 *
 * <p>P is not formed for thousands of classes in fewer dimensions. As E has norm 1, ‖n(P) − E‖² = 2 − 2⟨P, E⟩/‖P‖,
 * where ⟨P, E⟩ follows from the trace and the sum of P, and ‖P‖² = ⟨AᵀA, BᵀB⟩ from two d×d matrices. No digits cancel:
 * P has rank d at most, so that the squared distance is at least 2 − 2√(d/(K−1)).
 */
final class FrameGeometry {

    /** The largest K×K product that is formed where K−1 &gt; d: 32 MiB. */
    static final int MAX_FORMED_CLASSES = 2048;

    private FrameGeometry() {}

    /** Returns whether K×K products are formed: there are few classes, or not more than entries of a d×d matrix. */
    static boolean formsProducts(int classes, int width) {
        return classes <= MAX_FORMED_CLASSES || classes - 1 <= width;
    }

    /** Returns ‖n(ABᵀ) − E‖_F, E = (I − J/K)/√(K−1): zero if ABᵀ is a simplex ETF's Gram matrix. */
    static double distanceToEtf(DMatrixRMaj a, DMatrixRMaj b) {
        return formsProducts(a.numRows, a.numCols)
                ? distanceToEtf(MatrixProduct.multiplyTransposed(a, b))
                : distanceToEtfWithoutProduct(a, b);
    }

    /** Returns ‖n(ABᵀ) − I/√K‖_F: zero if ABᵀ is an orthogonal frame's Gram matrix. */
    static double distanceToOf(DMatrixRMaj a, DMatrixRMaj b) {
        return formsProducts(a.numRows, a.numCols)
                ? distanceToOf(MatrixProduct.multiplyTransposed(a, b))
                : distanceToOfWithoutProduct(a, b);
    }

    /** Returns the diagonal of ABᵀ: the inner products of the rows of A with those of B. */
    static double[] diagonal(DMatrixRMaj a, DMatrixRMaj b) {
        if (formsProducts(a.numRows, a.numCols)) {
            return CommonOps_DDRM.extractDiag(MatrixProduct.multiplyTransposed(a, b), null).data;
        }
        double[] diagonal = new double[a.numRows];
        for (int k = 0; k < diagonal.length; k++) {
            for (int j = 0; j < a.numCols; j++) {
                diagonal[k] += a.get(k, j) * b.get(k, j);
            }
        }
        return diagonal;
    }

    /** Returns ‖n(P) − E‖_F. */
    static double distanceToEtf(DMatrixRMaj product) {
        int classes = product.numRows;
        double scale = Math.sqrt(classes - 1);
        return distance(product, (1 - 1.0 / classes) / scale, -1.0 / classes / scale);
    }

    /** Returns ‖n(P) − I/√K‖_F. */
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

    static double distanceToEtfWithoutProduct(DMatrixRMaj a, DMatrixRMaj b) {
        double classes = a.numRows;
        double sum = inner(CommonOps_DDRM.sumCols(a, null), CommonOps_DDRM.sumCols(b, null));
        return distance(inner(a, b) - sum / classes, Math.sqrt(classes - 1), a, b);
    }

    static double distanceToOfWithoutProduct(DMatrixRMaj a, DMatrixRMaj b) {
        return distance(inner(a, b), Math.sqrt(a.numRows), a, b);
    }

    private static double distance(double inner, double frameScale, DMatrixRMaj a, DMatrixRMaj b) {
        double squaredNorm = inner(MatrixProduct.transposeMultiply(a, a), MatrixProduct.transposeMultiply(b, b));
        return Math.sqrt(2 - 2 * SafeDivision.divide(inner, frameScale * Math.sqrt(squaredNorm)));
    }

    /** Returns ⟨A, B⟩, the sum of the products of the entries. */
    private static double inner(DMatrixRMaj a, DMatrixRMaj b) {
        double sum = 0;
        for (int i = 0; i < a.data.length; i++) {
            sum += a.data[i] * b.data[i];
        }
        return sum;
    }
}
