package org.ncollapse.metrics;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasUpper;
import static org.bytedeco.openblas.global.openblas.cblas_dsyrk;

import org.ejml.data.DMatrixRMaj;
import org.ncollapse.stats.FeatureStatistics;

/**
 * Stable rank of the features and effective rank of the class means (Súkeník et al. 2024).
 *
 * @param stableRank ‖H‖²_F/‖H‖²₂ of the uncentered features; defined even if a class is empty
 * @param effectiveRank (‖H̄‖_nuc/‖H̄‖_F)² of the uncentered means, nuclear over Frobenius norm: K for an orthogonal
 *     frame, K−1 for an ETF
 */
public record FeatureRank(double stableRank, double effectiveRank) {

    /** Computes both ranks. The stable rank needs the largest eigenvalue of a d×d matrix. */
    public static FeatureRank of(FeatureStatistics statistics) {
        return new FeatureRank(stableRank(statistics), effectiveRank(statistics.means()));
    }

    private static double stableRank(FeatureStatistics statistics) {
        DMatrixRMaj means = statistics.means();
        int width = statistics.width();
        // HHᵀ/N = Σ_W + Σ_k (n_k/N) h̄_k h̄_kᵀ; in column-major order the rows of means are columns.
        for (int k = 0; k < statistics.classes(); k++) {
            double weight = Math.sqrt((double) statistics.count(k) / statistics.sampleCount());
            for (int j = 0; j < width; j++) {
                means.set(k, j, statistics.count(k) == 0 ? 0 : weight * means.get(k, j));
            }
        }
        DMatrixRMaj second = statistics.withinCovariance();
        cblas_dsyrk(
                CblasColMajor,
                CblasUpper,
                CblasNoTrans,
                width,
                statistics.classes(),
                1,
                means.data,
                width,
                1,
                second.data,
                width);
        double trace = 0;
        for (int j = 0; j < width; j++) {
            trace += second.get(j, j);
        }
        return SafeDivision.divide(trace, LargestEigenvalue.of(second));
    }

    private static double effectiveRank(DMatrixRMaj means) {
        double nuclear = 0;
        double squares = 0;
        for (double value : ThinSvd.of(means).singularValues()) {
            nuclear += value;
            squares += value * value;
        }
        return SafeDivision.divide(nuclear * nuclear, squares);
    }
}
