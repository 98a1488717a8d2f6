package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;

/**
 * The alignment of the head's weights with the class means.
 *
 * @param etfDistance ‖n(WM) − E‖_F (Zhu et al. 2021)
 * @param ofDistance ‖n(WH̄) − I/√K‖_F (Tirer &amp; Bruna 2022)
 * @param squaredDistance ‖n(W) − n(Mᵀ)‖²_F (Papyan, Han &amp; Donoho 2020)
 * @param squaredDistanceUncentered ‖n(W) − n(H̄ᵀ)‖²_F, which is zero at collapse for a bias-free head with the MSE loss
 *     (the same)
 * @param uniformDuality unbiased variance over k of w_k·(h̄_k − h̄_G) (Wu &amp; Papyan 2024)
 * @param uniformDualityCosine unbiased variance over k of cos∠(w_k − w̄, h̄_k − h̄_G) (the same)
 * @param largestPrincipalAngle largest principal angle, in degrees, between the row space of W − w̄ and the span of M
 *     (Rangamani et al. 2023)
 * @param headBiasResidual ‖z − z̄1‖, z = W h̄_G + b, z̄ the mean of its entries (after Zhu et al. 2021)
 */
public record SelfDuality(
        double etfDistance,
        double ofDistance,
        double squaredDistance,
        double squaredDistanceUncentered,
        double uniformDuality,
        double uniformDualityCosine,
        double largestPrincipalAngle,
        double headBiasResidual) {

    /** Computes all values from the factorizations and the head that reads the features. */
    public static SelfDuality of(Factorizations factorizations, Head head) {
        FeatureStatistics statistics = factorizations.statistics();
        DMatrixRMaj means = statistics.means();
        DMatrixRMaj centered = statistics.centeredMeans();
        DMatrixRMaj weights = head.weights();
        return new SelfDuality(
                FrameGeometry.distanceToEtf(weights, centered),
                FrameGeometry.distanceToOf(weights, means),
                squaredDistance(weights, centered),
                squaredDistance(weights, means),
                unbiasedVariance(FrameGeometry.diagonal(weights, centered)),
                unbiasedVariance(FrameGeometry.diagonal(
                        RowGeometry.normalized(head.centeredWeights()), RowGeometry.normalized(centered))),
                PrincipalAngle.largest(ThinSvd.of(head.centeredWeights()), factorizations.betweenSvd()),
                headBiasResidual(head, statistics.globalMean()));
    }

    /** Returns the values for a layer that the head does not read: all are NaN. */
    public static SelfDuality allNaN() {
        return new SelfDuality(
                Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    private static double squaredDistance(DMatrixRMaj a, DMatrixRMaj b) {
        double normA = NormOps_DDRM.normF(a);
        double normB = NormOps_DDRM.normF(b);
        double sum = 0;
        for (int i = 0; i < a.data.length; i++) {
            double difference = a.data[i] / normA - b.data[i] / normB;
            sum += difference * difference;
        }
        return sum;
    }

    private static double unbiasedVariance(double[] values) {
        return SafeDivision.divide(ArrayStatistics.sumOfSquaredDeviations(values), values.length - 1);
    }

    private static double headBiasResidual(Head head, double[] globalMean) {
        double[] logits = new double[head.classes()];
        head.logits(globalMean, 1, logits);
        return Math.sqrt(ArrayStatistics.sumOfSquaredDeviations(logits));
    }
}
