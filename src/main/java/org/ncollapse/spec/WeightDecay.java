package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * The penalty λ of each kind of parameter; the objective holds ½ λ‖·‖². In a file one number decays every parameter, as
 * PyTorch's {@code weight_decay} does; a map says it part by part.
 *
 * @param weights weights of all layers but the head
 * @param biases biases, the head's included
 * @param batchNorm gain and shift of batch normalisation
 * @param head weights of the head; as {@code weights} where the map leaves it out
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
        notNegative("weights", weights);
        notNegative("biases", biases);
        notNegative("batchNorm", batchNorm);
        notNegative("head", head);
    }

    /** The same penalty on every parameter. */
    public static WeightDecay uniform(double lambda) {
        return new WeightDecay(lambda, lambda, lambda, lambda);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static WeightDecay parse(String number) {
        double lambda;
        try {
            lambda = Double.parseDouble(number);
        } catch (NumberFormatException e) {
            lambda = Double.NaN;
        }
        InvalidValueException.throwUnless(lambda >= 0 && Double.isFinite(lambda), "", number, EXPECTED);
        return uniform(lambda);
    }

    private static void notNegative(String key, double lambda) {
        InvalidValueException.throwUnless(
                lambda >= 0 && Double.isFinite(lambda), key, lambda, "a penalty of 0 or above");
    }
}
