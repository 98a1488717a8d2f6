package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The training objective: the loss plus the penalties of the parameters.
 *
 * @param loss the mean over samples of ½‖Wh + b − e_y‖² ({@code mse}) or of the cross-entropy
 * @param weightDecay adds ½ Σ λ‖w‖² to the objective, λw to the gradient
 */
public record ObjectiveSpec(Loss loss, WeightDecay weightDecay) {

    private static final double DEFAULT_WEIGHT_DECAY = 5e-4;

    /** The loss. */
    public enum Loss {
        @JsonProperty("mse")
        MSE("mse"),
        @JsonProperty("cross-entropy")
        CROSS_ENTROPY("cross-entropy");

        private final String key;

        Loss(String key) {
            this.key = key;
        }

        /** Returns the key in experiment files and options. */
        @Override
        public String toString() {
            return key;
        }
    }

    public ObjectiveSpec {
        loss = loss == null ? Loss.MSE : loss;
        weightDecay = weightDecay == null ? WeightDecay.uniform(DEFAULT_WEIGHT_DECAY) : weightDecay;
    }
}
