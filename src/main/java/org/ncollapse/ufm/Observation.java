package org.ncollapse.ufm;

import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * What stands beside a {@link Prediction}: the same quantities of a model's state or of a network.
 *
 * @param objective the model's: data term and penalties, H's included
 * @param logits    K×K at the class means, bias included
 * @param bias      of the head; null where there is none
 * @param headGram  W_L W_Lᵀ
 * @param factors   as far as they were observed, in the model's order
 * @param layers    likewise
 */
public record Observation(double objective, DMatrixRMaj logits, double[] bias, DMatrixRMaj headGram,
        List<Prediction.Factor> factors, List<Prediction.Layer> layers) {
}
