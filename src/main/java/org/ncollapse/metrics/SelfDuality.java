package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;

/**
 * How far the head's weights are the class means.
 *
 * @param etfDistance ‖n(WM) − E‖_F (Zhu et al. 2021)
 * @param ofDistance ‖n(WH̄) − I/√K‖_F (Tirer &amp; Bruna 2022)
 * @param squaredDistance ‖n(W) − n(Mᵀ)‖²_F (Papyan, Han &amp; Donoho 2020)
 * @param squaredDistanceUncentred ‖n(W) − n(H̄ᵀ)‖²_F, the one that vanishes for a bias-free head under MSE (the same)
 * @param uniformDuality unbiased variance over k of w_k·(h̄_k − h̄_G) (Wu &amp; Papyan 2024)
 * @param uniformDualityCosine unbiased variance over k of cos∠(w_k − w̄, h̄_k − h̄_G) (the same)
 * @param largestPrincipalAngle largest principal angle, in degrees, between the row space of W less w̄ and the span of
 *     M (Rangamani et al. 2023)
 * @param headBiasResidual ‖z − z̄1‖, z = W h̄_G + b, z̄ the mean of its entries (after Zhu et al. 2021)
 */
public record SelfDuality(
        double etfDistance,
        double ofDistance,
        double squaredDistance,
        double squaredDistanceUncentred,
        double uniformDuality,
        double uniformDualityCosine,
        double largestPrincipalAngle,
        double headBiasResidual) {

    /** Computes all values from one snapshot's factors and the head that reads its features. */
    public static SelfDuality of(Factorizations factors, Head head) {
        FeatureStatistics statistics = factors.statistics();
        DMatrixRMaj means = statistics.means();
        DMatrixRMaj centred = statistics.centredMeans();
        DMatrixRMaj weights = head.weights();
        DMatrixRMaj weightsOnCentred = FrameGeometry.multiplyTransposed(weights, centred);
        DMatrixRMaj cosines = FrameGeometry.multiplyTransposed(
                FrameGeometry.normalizedRows(head.centredWeights()), FrameGeometry.normalizedRows(centred));
        return new SelfDuality(
                FrameGeometry.distanceToEtf(weightsOnCentred),
                FrameGeometry.distanceToOf(FrameGeometry.multiplyTransposed(weights, means)),
                squaredDistance(weights, centred),
                squaredDistance(weights, means),
                unbiasedVariance(diagonal(weightsOnCentred)),
                unbiasedVariance(diagonal(cosines)),
                PrincipalAngle.largest(ThinSvd.of(head.centredWeights()), factors.betweenSvd()),
                headBiasResidual(head, statistics.globalMean()));
    }

    /** For a layer the head does not read: NaN throughout. */
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

    private static double[] diagonal(DMatrixRMaj matrix) {
        return CommonOps_DDRM.extractDiag(matrix, null).data;
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
