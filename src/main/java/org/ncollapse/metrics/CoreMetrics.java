package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.stats.Head;

/**
 * NC1, NC2 and NC3, computed directly from the features of a few samples.
 *
 * <p>The values equal those of {@link CollapseMetrics}, but no d×d matrix is formed: deviations are projected on the at
 * most K−1 directions in which the means differ. This takes N·d·K operations. Each sample is first replaced by its
 * difference from the first sample of its class, so that a spread far below the norm of the means keeps its digits. As
 * there, values are NaN if a class is empty or all means are equal.
 *
 * @param nc1 tr(Σ_W Σ_B†)/K (Papyan, Han &amp; Donoho 2020)
 * @param nc2Etf ‖n(MᵀM) − E‖_F (Tirer &amp; Bruna 2022)
 * @param nc2Of ‖n(H̄ᵀH̄) − I/√K‖_F (the same)
 * @param nc3Etf ‖n(WM) − E‖_F (Zhu et al. 2021); NaN without a head
 * @param nc3Of ‖n(WH̄) − I/√K‖_F (Tirer &amp; Bruna 2022); NaN without a head
 */
public record CoreMetrics(double nc1, double nc2Etf, double nc2Of, double nc3Etf, double nc3Of) {

    /**
     * Computes the metrics.
     *
     * @param features N×d, one row per sample, sorted by class
     * @param counts the number of samples of each class
     * @param head null for a layer that the head does not read
     */
    public static CoreMetrics of(DMatrixRMaj features, int[] counts, Head head) {
        DMatrixRMaj deviations = new DMatrixRMaj(features.numRows, features.numCols);
        DMatrixRMaj means = new DMatrixRMaj(counts.length, features.numCols);
        int first = 0;
        for (int k = 0; k < counts.length; k++) {
            split(features, first, counts[k], k, means, deviations);
            first += counts[k];
        }
        if (first != features.numRows) {
            throw new IllegalArgumentException(features.numRows + " rows of features for " + first + " samples");
        }
        DMatrixRMaj centered = centered(means);
        return new CoreMetrics(
                nc1(means, deviations),
                FrameGeometry.distanceToEtf(MatrixProduct.multiplyTransposed(centered, centered)),
                FrameGeometry.distanceToOf(MatrixProduct.multiplyTransposed(means, means)),
                head == null
                        ? Double.NaN
                        : FrameGeometry.distanceToEtf(MatrixProduct.multiplyTransposed(head.weights(), centered)),
                head == null
                        ? Double.NaN
                        : FrameGeometry.distanceToOf(MatrixProduct.multiplyTransposed(head.weights(), means)));
    }

    /** Computes one class's mean, and its samples' deviations from the mean; the mean of an empty class is NaN. */
    private static void split(
            DMatrixRMaj features, int first, int count, int label, DMatrixRMaj means, DMatrixRMaj deviations) {
        for (int j = 0; j < features.numCols; j++) {
            double anchor = count == 0 ? Double.NaN : features.get(first, j);
            double offset = 0;
            for (int i = first; i < first + count; i++) {
                offset += (features.get(i, j) - anchor) / count;
            }
            means.set(label, j, anchor + offset);
            for (int i = first; i < first + count; i++) {
                deviations.set(i, j, features.get(i, j) - anchor - offset);
            }
        }
    }

    /**
     * Returns the rows minus their mean; exactly zero if all rows are equal. The deviations are divided before the sum.
     */
    private static DMatrixRMaj centered(DMatrixRMaj means) {
        DMatrixRMaj centered = new DMatrixRMaj(means.numRows, means.numCols);
        for (int j = 0; j < means.numCols; j++) {
            double offset = 0;
            for (int k = 0; k < means.numRows; k++) {
                offset += (means.get(k, j) - means.get(0, j)) / means.numRows;
            }
            for (int k = 0; k < means.numRows; k++) {
                centered.set(k, j, means.get(k, j) - means.get(0, j) - offset);
            }
        }
        return centered;
    }

    private static double nc1(DMatrixRMaj means, DMatrixRMaj deviations) {
        ThinSvd between = ThinSvd.of(Factorizations.helmertTransform(means));
        if (between.rank() == 0) {
            return Double.NaN;
        }
        DMatrixRMaj projected = CommonOps_DDRM.multTransB(deviations, between.rowBasis(), null);
        double sum = 0;
        for (int i = 0; i < projected.numRows; i++) {
            for (int r = 0; r < projected.numCols; r++) {
                double ratio = projected.get(i, r) / between.singularValues()[r];
                sum += ratio * ratio;
            }
        }
        return sum / projected.numRows / means.numRows;
    }
}
