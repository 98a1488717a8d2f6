package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * A least-squares fit of a model's form to the mean logits Z.
 *
 * @param coefficient the parameter of the form: a of a·I or of a(I − J/K) + a_common J/K, the logit gap for
 *     cross-entropy, q for unequal classes
 * @param commonCoefficient a_common; NaN if the form has none
 * @param residual ‖Z − form‖_F/‖Z‖_F
 */
record LogitShrinkage(double coefficient, double commonCoefficient, double residual) {

    /** Fits Z = a·I, the form of the extended models. */
    static LogitShrinkage ofExtended(DMatrixRMaj logits) {
        double a = CommonOps_DDRM.trace(logits) / logits.numRows;
        return new LogitShrinkage(a, Double.NaN, residual(logits, a, a));
    }

    /**
     * Fits Z = a(I − J/K) + a_common J/K + b1ᵀ, the form of a plain model under MSE. In each minimizer the bias is a
     * multiple of the vector of ones.
     *
     * @param bias null without a bias
     */
    static LogitShrinkage ofPlainMse(DMatrixRMaj logits, double[] bias) {
        double mean = CommonOps_DDRM.elementSum(logits) / logits.numRows;
        double a = centeredCoefficient(logits);
        return new LogitShrinkage(
                a, mean - (bias == null ? 0 : Arrays.stream(bias).sum()), residual(logits, a, mean));
    }

    /**
     * Fits Z = a(I − J/K) up to an offset of each sample's logits, to which cross-entropy is invariant; a is the logit
     * gap.
     */
    static LogitShrinkage ofCrossEntropy(DMatrixRMaj logits) {
        DMatrixRMaj centered = logits.copy();
        for (int j = 0; j < logits.numCols; j++) {
            double offset = 0;
            for (int i = 0; i < logits.numRows; i++) {
                offset += logits.get(i, j) / logits.numRows;
            }
            for (int i = 0; i < logits.numRows; i++) {
                centered.add(i, j, -offset);
            }
        }
        double a = centeredCoefficient(centered);
        return new LogitShrinkage(a, Double.NaN, residual(centered, a, 0));
    }

    /**
     * Fits Z = diag(max(0, 1 − q/√n_k)), q = N√(λ_Wλ_H), the form for classes of unequal sizes. Only classes whose
     * logit is not zero determine q.
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
        DMatrixRMaj residual = logits.copy();
        for (int k = 0; k < counts.size(); k++) {
            residual.add(k, k, -Math.max(0, 1 - q / Math.sqrt(counts.get(k))));
        }
        return new LogitShrinkage(q, Double.NaN, NormOps_DDRM.normF(residual) / NormOps_DDRM.normF(logits));
    }

    /**
     * A logit below this counts as zero: under MSE logits are at most 1, and they approach zero only asymptotically.
     */
    static final double ZERO_LOGIT = 1e-3;

    /** Returns the coefficient of I − J/K. Adding the same vector to each column does not change it. */
    static double centeredCoefficient(DMatrixRMaj logits) {
        int classes = logits.numRows;
        return (CommonOps_DDRM.trace(logits) - CommonOps_DDRM.elementSum(logits) / classes) / (classes - 1);
    }

    private static double residual(DMatrixRMaj logits, double a, double mean) {
        int classes = logits.numRows;
        DMatrixRMaj residual = logits.copy();
        for (int i = 0; i < classes; i++) {
            for (int j = 0; j < classes; j++) {
                residual.add(i, j, -(i == j ? a : 0) - (mean - a) / classes);
            }
        }
        return NormOps_DDRM.normF(residual) / NormOps_DDRM.normF(logits);
    }
}
