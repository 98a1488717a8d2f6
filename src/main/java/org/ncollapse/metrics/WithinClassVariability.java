package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.stats.FeatureStatistics;

/**
 * The spread of features within classes, relative to the distances between classes. Every value is zero at collapse.
 *
 * @param nc1 tr(Σ_W Σ_B†)/K (Papyan, Han &amp; Donoho 2020; Zhu et al. 2021); eigenvalues of Σ_B below max(d, K)·ε·λ₁
 *     count as zero; NaN if Σ_B = 0
 * @param traceRatio trΣ_W/trΣ_B
 * @param cdnv mean over i&lt;j of (v_i + v_j)/(2‖h̄_i − h̄_j‖²), v_k = mean‖h − h̄_k‖² (Galanti, György &amp; Hutter
 *     2021)
 * @param vci 1 − tr(Σ_T† Σ_B)/min(d, K−1) (Xu &amp; Liu 2023); NaN if Σ_T = 0
 */
public record WithinClassVariability(double nc1, double traceRatio, double cdnv, double vci) {

    /** Computes the four values. */
    public static WithinClassVariability of(Factorizations factorizations) {
        FeatureStatistics statistics = factorizations.statistics();
        double[] between = factorizations.betweenSvd().singularValues();
        double trace = 0;
        for (double value : between) {
            trace += value * value;
        }
        return new WithinClassVariability(
                nc1(factorizations),
                SafeDivision.divide(statistics.withinCovarianceTrace(), trace),
                cdnv(statistics),
                vci(factorizations));
    }

    private static double nc1(Factorizations factorizations) {
        ThinSvd between = factorizations.betweenSvd();
        int rank = between.rank();
        if (rank == 0) {
            return Double.NaN;
        }
        DMatrixRMaj directions = between.rowBasis();
        // Σ_W is symmetric.
        DMatrixRMaj product = MatrixProduct.multiplyTransposed(
                directions, factorizations.statistics().withinCovariance());
        double sum = 0;
        for (int i = 0; i < rank; i++) {
            double spread = 0;
            for (int j = 0; j < directions.numCols; j++) {
                spread += product.get(i, j) * directions.get(i, j);
            }
            sum += spread / (between.singularValues()[i] * between.singularValues()[i]);
        }
        return sum / factorizations.statistics().classes();
    }

    private static double cdnv(FeatureStatistics statistics) {
        DMatrixRMaj means = statistics.centeredMeans();
        double[] sum = {0};
        RowDistances.forEachRow(means, (i, squares) -> {
            for (int j = 0; j < i; j++) {
                sum[0] += SafeDivision.divide(statistics.variance(i) + statistics.variance(j), 2 * squares[j]);
            }
        });
        return sum[0] / (means.numRows * (means.numRows - 1L) / 2);
    }

    /**
     * Returns the mean of the eigenvalues of R = (I + BᵀΣ_W†B)⁻¹ over min(d, K−1) directions. It equals the definition,
     * but does not subtract two numbers that are near 1 at collapse. Directions in which the means do not differ
     * contribute 1.
     */
    private static double vci(Factorizations factorizations) {
        ThinSvd between = factorizations.betweenSvd();
        int directions = between.singularValues().length;
        if (directions == 0 || Double.isNaN(between.singularValues()[0])) {
            return Double.NaN;
        }
        int rank = between.rank();
        if (rank == 0 && factorizations.statistics().withinCovarianceTrace() == 0) {
            return Double.NaN; // 0/0: all features are equal.
        }
        DMatrixRMaj rows = between.rowBasis();
        for (int i = 0; i < rank; i++) {
            CommonOps_DDRM.scaleRow(between.singularValues()[i], rows, i);
        }
        DMatrixRMaj inEigenbasis = MatrixProduct.multiplyTransposed(
                rows, factorizations.withinEigen().eigenvectors());
        double sum = directions - rank;
        for (double shrinkage : Resolvent.of(
                        inEigenbasis, factorizations.withinEigen().eigenvalues())
                .eigenvalues()) {
            sum += shrinkage;
        }
        return sum / directions;
    }
}
