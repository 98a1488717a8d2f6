package org.ncollapse.ufm;

import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * The closed form of a model's minimizer. What the theory does not determine is null.
 *
 * @param threshold the strength of the penalties and the critical strength
 * @param objective data term and penalties
 * @param logits K×K at the class means, bias included: entry (i, j) is output i at the mean of class j
 * @param bias of the head, K values; null if the model has none or does not determine it
 * @param headGram W_L W_Lᵀ, K×K
 * @param factors W_L, …, W_1, H_1 (all N samples)
 * @param layers the class means of H_L, …, H_1
 * @param remarks sentences about these settings: critical strengths, and what is not determined
 */
public record Prediction(
        Threshold threshold,
        double objective,
        DMatrixRMaj logits,
        double[] bias,
        DMatrixRMaj headGram,
        List<Factor> factors,
        List<LayerMeans> layers,
        List<String> remarks) {

    /**
     * The strength of the penalties, compared with the critical strength.
     *
     * @param symbol which number it is
     * @param critical the critical strength: from it on, the global minimizer is zero
     */
    public record Threshold(StrengthSymbol symbol, double strength, double critical) {
        private static final double NEAR = .9;

        /** Returns whether the global minimizer is zero. */
        public boolean isZeroSolution() {
            return strength >= critical;
        }

        /** Returns whether the strength is at least 90 % of the critical strength. */
        boolean isNear() {
            return strength >= NEAR * critical;
        }
    }

    /**
     * One factor.
     *
     * @param name {@code W2}, {@code W1}, {@code H1}; {@code W}, {@code H} in the plain models
     * @param squaredNorm ‖·‖²_F
     * @param singularValues the non-zero ones, descending; null if they are not determined
     */
    public record Factor(String name, double squaredNorm, double[] singularValues) {}

    /**
     * The class means of one layer of features.
     *
     * @param name {@code H2}, {@code H1}; {@code H} in the plain models
     * @param squaredMeanNorms ‖h̄_k‖² of each class
     * @param gram H̄ᵀH̄, K×K; null if the angles are not determined
     */
    public record LayerMeans(String name, double[] squaredMeanNorms, DMatrixRMaj gram) {}
}
