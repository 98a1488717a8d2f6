package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * The penalty λ of each kind of parameter, which adds ½ λ‖·‖² to the objective. In a file one number applies to every
 * parameter, as PyTorch's {@code weight_decay}; a map sets each kind.
 *
 * @param weights weights of all layers except the head
 * @param biases biases, the head's included
 * @param batchNorm scale and shift of batch normalization
 * @param head weights of the head; default {@code weights}
 */
public record WeightDecay(Double weights, Double biases, Double batchNorm, Double head) {

    static final String EXPECTED =
            "a penalty of 0 or above such as 5e-4, or {weights: , biases: , batchNorm: , head: }";

    @JsonCreator
    public WeightDecay {
        weights = weights == null ? 0 : weights;
        biases = biases == null ? 0 : biases;
        batchNorm = batchNorm == null ? 0 : batchNorm;
        head = head == null ? weights : head;
        Penalty.require("weights", weights);
        Penalty.require("biases", biases);
        Penalty.require("batchNorm", batchNorm);
        Penalty.require("head", head);
    }

    /** Returns the same penalty for every parameter. */
    public static WeightDecay uniform(double lambda) {
        return new WeightDecay(lambda, lambda, lambda, lambda);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static WeightDecay parse(String number) {
        return uniform(Penalty.parse(number, EXPECTED));
    }
}
