package org.ncollapse.spec;

import java.util.OptionalInt;

/**
 * How long to train.
 *
 * @param epochs the bound, and what schedules are laid out over
 * @param batchSize samples a step; the last batch of an epoch holds what is left
 * @param epochsPastZeroError stop this many epochs after the first with no training error; null to train all
 *     {@code epochs}
 */
public record TrainingSpec(Integer epochs, Integer batchSize, Integer epochsPastZeroError) {

    /** Sums of two such numbers stay far from an int's end. */
    static final int MAX_EPOCHS = 1_000_000;

    public TrainingSpec {
        epochs = epochs == null ? 200 : epochs;
        batchSize = batchSize == null ? 128 : batchSize;
        InvalidValueException.throwUnless(
                epochs > 0 && epochs <= MAX_EPOCHS, "epochs", epochs, "a number of epochs from 1 to " + MAX_EPOCHS);
        InvalidValueException.throwUnless(batchSize > 0, "batchSize", batchSize, "a number of samples above 0");
        InvalidValueException.throwUnless(
                epochsPastZeroError == null || epochsPastZeroError >= 0 && epochsPastZeroError <= MAX_EPOCHS,
                "epochsPastZeroError",
                epochsPastZeroError,
                "a number of epochs from 0 to " + MAX_EPOCHS);
    }

    /**
     * Whether training ends after an epoch.
     *
     * @param zeroErrorEpoch the first epoch with zero training error; empty while there is none
     */
    public boolean isLastEpoch(int epoch, OptionalInt zeroErrorEpoch) {
        return epoch >= epochs
                || epochsPastZeroError != null
                        && zeroErrorEpoch.isPresent()
                        && epoch >= zeroErrorEpoch.getAsInt() + epochsPastZeroError;
    }
}
