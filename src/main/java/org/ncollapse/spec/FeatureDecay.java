package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * The penalty λ_H of the features of one layer, which adds (λ_H/2) Σ_i ‖h_i‖² over all training samples to the
 * objective: the penalty that the unconstrained features models have. In a file one number is that of the head's input;
 * a map names the layer.
 *
 * @param penultimate λ_H of the head's input; 0 for none
 * @param previous λ_H of the input of the last hidden fully connected layer, as in the extended models; 0 for none
 */
public record FeatureDecay(Double penultimate, Double previous) {

    /** No penalty. */
    public static final FeatureDecay NONE = new FeatureDecay(0.0, 0.0);

    static final String EXPECTED = "a penalty of 0 or above such as 5e-4, or {penultimate: } or {previous: }";

    @JsonCreator
    public FeatureDecay {
        penultimate = penultimate == null ? 0 : penultimate;
        previous = previous == null ? 0 : previous;
        Penalty.require("penultimate", penultimate);
        Penalty.require("previous", previous);
        InvalidValueException.throwUnless(
                penultimate == 0 || previous == 0,
                "previous",
                previous,
                "0 if penultimate is set: only one layer may have a penalty");
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static FeatureDecay parse(String number) {
        return new FeatureDecay(Penalty.parse(number, EXPECTED), 0.0);
    }

    /** Returns λ_H of the layer that has a penalty; 0 if none has. */
    public double lambda() {
        return Math.max(penultimate, previous);
    }

    /** Returns the tap of the layer that has a penalty; {@link Tap#PENULTIMATE} if none has. */
    public String tap() {
        return previous > 0 ? Tap.PREVIOUS : Tap.PENULTIMATE;
    }
}
