package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * The mean logits in the form that a model gives them, by least squares.
 *
 * @param coefficient what the form's one number is: a of a·I or of a(I − J/K) + a_u J/K, the gap for cross-entropy, q
 *     for unequal classes
 * @param commonCoefficient a_u; NaN where the form has none
 * @param residual ‖Z − form‖_F/‖Z‖_F
 */
record LogitShrinkage(double coefficient, double commonCoefficient, double residual) {

    /** Z = a·I, as in the extended models. */
    static LogitShrinkage ofExtended(DMatrixRMaj logits) {
        double a = CommonOps_DDRM.trace(logits) / logits.numRows;
        return new LogitShrinkage(a, Double.NaN, residual(logits, a, a));
    }

    /**
     * Z = a(I − J/K) + a_u J/K + b1ᵀ, as in a plain model under MSE; the bias, if there is one, goes in the direction
     * of J in every minimiser.
     *
     * @param bias null without one
     */
    static LogitShrinkage ofPlainMse(DMatrixRMaj logits, double[] bias) {
        double mean = CommonOps_DDRM.elementSum(logits) / logits.numRows;
        double a = centeredCoefficient(logits);
        return new LogitShrinkage(
                a, mean - (bias == null ? 0 : Arrays.stream(bias).sum()), residual(logits, a, mean));
    }

    /**
     * Z = a(I − J/K) but for an offset of each sample's logits, which cross-entropy does not see; a is the logit gap.
     */
    static LogitShrinkage ofCrossEntropy(DMatrixRMaj logits) {
        DMatrixRMaj centred = logits.copy();
        for (int j = 0; j < logits.numCols; j++) {
            double offset = 0;
            for (int i = 0; i < logits.numRows; i++) {
                offset += logits.get(i, j) / logits.numRows;
            }
            for (int i = 0; i < logits.numRows; i++) {
                centred.add(i, j, -offset);
            }
        }
        double a = centeredCoefficient(centred);
        return new LogitShrinkage(a, Double.NaN, residual(centred, a, 0));
    }

    /**
     * Z = diag(max(0, 1 − q/√n_k)), q = N√(λ_Wλ_H), as with classes of unequal size; q comes from the classes that have
     * not vanished.
     */
    static LogitShrinkage ofImbalanced(DMatrixRMaj logits, List<Integer> counts) {
        double product = 0;
        double squares = 0;
        for (int k = 0; k < counts.size(); k++) {
            if (logits.get(k, k) > ZERO_LOGIT) {
                product += (1 - logits.get(k, k)) / Math.sqrt(counts.get(k));
                squares += 1.0 / counts.get(k);
            }
        }
        double q = product / squares;
        DMatrixRMaj rest = logits.copy();
        for (int k = 0; k < counts.size(); k++) {
            rest.add(k, k, -Math.max(0, 1 - q / Math.sqrt(counts.get(k))));
        }
        return new LogitShrinkage(q, Double.NaN, NormOps_DDRM.normF(rest) / NormOps_DDRM.normF(logits));
    }

    /** A logit, of at most 1 under MSE, that counts as zero: it decays for ever and never arrives. */
    static final double ZERO_LOGIT = 1e-3;

    /** The component along I − J/K, which no vector added to every column changes. */
    static double centeredCoefficient(DMatrixRMaj logits) {
        int classes = logits.numRows;
        return (CommonOps_DDRM.trace(logits) - CommonOps_DDRM.elementSum(logits) / classes) / (classes - 1);
    }

    private static double residual(DMatrixRMaj logits, double a, double mean) {
        int classes = logits.numRows;
        DMatrixRMaj rest = logits.copy();
        for (int i = 0; i < classes; i++) {
            for (int j = 0; j < classes; j++) {
                rest.add(i, j, -(i == j ? a : 0) - (mean - a) / classes);
            }
        }
        return NormOps_DDRM.normF(rest) / NormOps_DDRM.normF(logits);
    }
}
