package org.ncollapse.capture;

import java.util.Arrays;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;

/**
 * What a file of the training split says of the training, besides the head: what the unconstrained features models need
 * to be compared with its features.
 *
 * @param time Σ η/(1 − μ) over all steps so far, with the learning rate η and the momentum μ; NaN if the file has no
 *     learning rates
 * @param featureDecay λ_H in ½ λ_H Σ‖h_i‖² of these features; 0 if it is not given
 * @param biasDecay λ of the head's bias and of the hidden layer's
 * @param hidden the hidden layer before these features; null if its weights were not saved
 */
public record SavedTraining(double time, double featureDecay, double biasDecay, SavedHiddenLayer hidden) {

    private static final String LEARNING_RATES = "learning_rates";
    private static final String STEPS = "steps";
    private static final String MOMENTUM = "momentum";
    private static final String FEATURE_DECAY = "feature_decay";
    private static final String BIAS_WEIGHT_DECAY = "bias_weight_decay";
    /** Above it, doubles are not exact whole numbers. */
    private static final double MAX_STEPS = 1L << 53;

    /**
     * Reads the arrays.
     *
     * @param head the head that reads the features; null for none
     * @param width the features' width
     * @throws BadInputException if one of them has an unexpected shape or value, or is missing although the others are
     *     there
     */
    static SavedTraining of(NamedArrays arrays, SavedHead head, int width) {
        SavedHiddenLayer hidden = SavedHiddenLayer.of(arrays, head, width);
        boolean hasBias = head != null && head.bias() != null || hidden != null && hidden.bias() != null;
        if (arrays.contains(BIAS_WEIGHT_DECAY) && !hasBias) {
            throw new BadInputException(arrays.mainFile()
                    + " has an array 'bias_weight_decay' and no array 'bias' or 'hidden_bias' that it belongs to; save"
                    + " the bias too, or leave it out");
        }
        return new SavedTraining(
                time(arrays),
                SavedNumbers.penalty(arrays, FEATURE_DECAY, 0),
                SavedNumbers.penalty(arrays, BIAS_WEIGHT_DECAY, head == null ? 0 : head.weightDecay()),
                hidden);
    }

    private static double time(NamedArrays arrays) {
        boolean hasRates = arrays.contains(LEARNING_RATES);
        if (hasRates != arrays.contains(STEPS)) {
            throw new BadInputException(arrays.mainFile() + " has an array '" + (hasRates ? LEARNING_RATES : STEPS)
                    + "' and no array '" + (hasRates ? STEPS : LEARNING_RATES)
                    + "'; save both: the learning rates of all epochs so far, and the number of steps so far");
        }
        if (!hasRates) {
            if (arrays.contains(MOMENTUM)) {
                throw new BadInputException(arrays.mainFile() + " has an array 'momentum' and no arrays"
                        + " 'learning_rates' and 'steps'; save them too, or leave it out");
            }
            return Double.NaN;
        }
        double steps = SavedNumbers.one(
                arrays, STEPS, 0, MAX_STEPS, "the number of steps so far: expected one whole number, 0 or greater");
        double[] rates = SavedNumbers.finite(arrays, LEARNING_RATES);
        requireRates(arrays, rates, steps);
        double momentum = arrays.contains(MOMENTUM)
                ? SavedNumbers.one(arrays, MOMENTUM, 0, Math.nextDown(1.0), "a momentum: expected 0 to below 1")
                : 0;
        return steps == 0 ? 0 : steps / rates.length * Arrays.stream(rates).sum() / (1 - momentum);
    }

    private static void requireRates(NamedArrays arrays, double[] rates, double steps) {
        for (int i = 0; i < rates.length; i++) {
            if (rates[i] < 0) {
                throw new BadInputException(arrays.describe(LEARNING_RATES) + " contains " + rates[i] + " at index " + i
                        + "; expected learning rates of 0 or greater");
            }
        }
        if (steps != Math.rint(steps) || rates.length > steps || (rates.length == 0) != (steps == 0)) {
            throw new BadInputException(arrays.describe(STEPS) + " is " + steps + " for " + rates.length
                    + " learning rates; expected the number of all steps so far, and one learning rate per epoch or"
                    + " per step so far");
        }
    }
}
