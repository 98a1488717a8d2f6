package org.ncollapse.ufm;

import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * What a closed form says of a model's global minimiser. What it does not determine is null, never guessed.
 *
 * @param threshold where the settings stand beside the point where the minimiser vanishes
 * @param objective data term and penalties
 * @param logits K×K at the class means, bias included: entry (i, j) is output i at the mean of class j
 * @param bias of the head, K values; null where the model has none or leaves it free
 * @param headGram W_L W_Lᵀ, K×K
 * @param factors W_L, …, W_1, H_1 (all N samples)
 * @param layers the class means of H_L, …, H_1
 * @param remarks what a reader should know of these settings, a sentence each: thresholds, what is undetermined
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
     * The strength of the penalties beside the value at which the minimiser vanishes.
     *
     * @param symbol {@code c} (MSE), {@code s} (cross-entropy) or {@code λ̄} (extended and deep), as the sources call
     *     it
     * @param critical the minimiser is zero from here on
     */
    public record Threshold(String symbol, double strength, double critical) {
        /** Whether everything is zero at the minimum. */
        public boolean isZero() {
            return strength >= critical;
        }
    }

    /**
     * One factor.
     *
     * @param name {@code W2}, {@code W1}, {@code H1}; {@code W}, {@code H} in the plain models
     * @param squaredNorm ‖·‖²_F
     * @param singularValues the non-zero ones, descending; null where they are not determined
     */
    public record Factor(String name, double squaredNorm, double[] singularValues) {}

    /**
     * The class means of one layer of features.
     *
     * @param name {@code H2}, {@code H1}; {@code H} in the plain models
     * @param squaredMeanNorms ‖h̄_k‖² of each class
     * @param gram H̄ᵀH̄, K×K; null where the angles are not determined
     */
    public record LayerMeans(String name, double[] squaredMeanNorms, DMatrixRMaj gram) {}
}
