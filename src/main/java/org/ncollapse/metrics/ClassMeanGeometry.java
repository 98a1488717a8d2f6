package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ncollapse.stats.FeatureStatistics;

/**
 * The geometry of the class means: their distances from the simplex ETF and the orthogonal frame, their norms, angles
 * and pairwise distances.
 *
 * @param etfDistance ‖n(MᵀM) − E‖_F (Tirer &amp; Bruna 2022)
 * @param ofDistance ‖n(H̄ᵀH̄) − I/√K‖_F (Tirer &amp; Bruna 2022)
 * @param equinorm coefficient of variation of ‖h̄_k − h̄_G‖ (Papyan, Han &amp; Donoho 2020)
 * @param equiangle standard deviation over i≠j of cos∠(h̄_i − h̄_G, h̄_j − h̄_G) (the same)
 * @param maxangle mean over i≠j of abs(cos∠ + 1/(K−1)), the same angles (the same)
 * @param uniformity variance over pairs i&lt;j of ‖m̂_i − m̂_j‖, m̂ the normalized centered means (Wu &amp; Papyan
 *     2024, after Liu et al. 2023)
 * @param logUniformity variance over pairs of −log‖m̂_i − m̂_j‖ (the same)
 * @param globalMeanRatio ‖h̄_G‖²/mean ‖h̄_k‖²: 1/K for an orthogonal frame, 0 for an ETF
 */
public record ClassMeanGeometry(
        double etfDistance,
        double ofDistance,
        double equinorm,
        double equiangle,
        double maxangle,
        double uniformity,
        double logUniformity,
        double globalMeanRatio) {

    /** Computes all values from the class means. */
    public static ClassMeanGeometry of(FeatureStatistics statistics) {
        DMatrixRMaj means = statistics.means();
        DMatrixRMaj centered = statistics.centeredMeans();
        PairStatistics pairs = PairStatistics.of(centered);
        return new ClassMeanGeometry(
                FrameGeometry.distanceToEtf(centered, centered),
                FrameGeometry.distanceToOf(means, means),
                ArrayStatistics.coefficientOfVariation(RowGeometry.norms(centered)),
                pairs.equiangle(),
                pairs.maxangle(),
                pairs.uniformity(),
                pairs.logUniformity(),
                globalMeanRatio(means, statistics.globalMean()));
    }

    /**
     * Returns the mean over classes of abs cos∠(h̄_k, q), both uncentered: {@code nc5_ood} (Ammar et al. 2024).
     *
     * @param oodMean q, the mean feature of an out-of-distribution set, d values
     */
    public static double oodAlignment(FeatureStatistics statistics, double[] oodMean) {
        DMatrixRMaj q = new DMatrixRMaj(1, statistics.width(), true, oodMean.clone());
        DMatrixRMaj cosines =
                MatrixProduct.multiplyTransposed(RowGeometry.normalized(statistics.means()), RowGeometry.normalized(q));
        double sum = 0;
        for (double cosine : cosines.data) {
            sum += Math.abs(cosine);
        }
        return sum / statistics.classes();
    }

    private static double globalMeanRatio(DMatrixRMaj means, double[] globalMean) {
        double global = 0;
        for (double value : globalMean) {
            global += value * value;
        }
        double sum = 0;
        for (double value : means.data) {
            sum += value * value;
        }
        return SafeDivision.divide(global, sum / means.numRows);
    }
}
