package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.stats.Head;

/**
 * The geometry of the rows w_k of the head's weights, with the same metrics as for the class means.
 *
 * @param sumNorm ‖Σ_k w_k‖ (Zhao et al. 2026)
 * @param etfDistance ‖n(WWᵀ) − E‖_F (Zhu et al. 2021)
 * @param ofDistance ‖n(WWᵀ) − I/√K‖_F (Zhu et al. 2021)
 * @param equinorm coefficient of variation of ‖w_k‖, not centered (Papyan, Han &amp; Donoho 2020)
 * @param equiangle standard deviation over i≠j of cos∠(w_i − w̄, w_j − w̄) (the same)
 * @param maxangle mean over i≠j of abs(cos∠ + 1/(K−1)), the same angles (the same)
 */
public record HeadGeometry(
        double sumNorm, double etfDistance, double ofDistance, double equinorm, double equiangle, double maxangle) {

    /** Computes all values from the weights. */
    public static HeadGeometry of(Head head) {
        DMatrixRMaj weights = head.weights();
        PairStatistics pairs = PairStatistics.ofAngles(head.centeredWeights());
        return new HeadGeometry(
                NormOps_DDRM.normF(CommonOps_DDRM.sumCols(weights, null)),
                FrameGeometry.distanceToEtf(weights, weights),
                FrameGeometry.distanceToOf(weights, weights),
                ArrayStatistics.coefficientOfVariation(RowGeometry.norms(weights)),
                pairs.equiangle(),
                pairs.maxangle());
    }

    /** Returns the values for a layer that the head does not read: all are NaN. */
    public static HeadGeometry allNaN() {
        return new HeadGeometry(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
}
