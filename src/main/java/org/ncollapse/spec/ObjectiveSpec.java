package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The training objective: the loss plus the penalties of the parameters and of the features.
 *
 * @param loss the mean over samples of ½‖Wh + b − e_y‖² ({@code mse}) or of the cross-entropy
 * @param weightDecay adds ½ Σ λ‖w‖² to the objective, λw to the gradient
 * @param featureDecay adds ½ λ Σ‖h_i‖² over all N training samples to the objective; none by default
 */
public record ObjectiveSpec(Loss loss, WeightDecay weightDecay, FeatureDecay featureDecay) {

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
        featureDecay = featureDecay == null ? FeatureDecay.NONE : featureDecay;
    }
}
