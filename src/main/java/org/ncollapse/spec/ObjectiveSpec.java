package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What is minimised: the data term and what is decayed.
 *
 * @param loss mean over samples of ½‖Wh + b − e_y‖² ({@code mse}), or of the cross-entropy
 * @param weightDecay ½ Σ λ‖·‖² is added to the data term, λw to the gradient
 */
public record ObjectiveSpec(Loss loss, WeightDecay weightDecay) {

    /** The data term. */
    public enum Loss {
        @JsonProperty("mse")
        MSE,
        @JsonProperty("cross-entropy")
        CROSS_ENTROPY
    }

    public ObjectiveSpec {
        loss = loss == null ? Loss.MSE : loss;
        weightDecay = weightDecay == null ? WeightDecay.uniform(5e-4) : weightDecay;
    }
}
