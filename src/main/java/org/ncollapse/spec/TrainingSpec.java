package org.ncollapse.spec;

import java.util.OptionalInt;

/**
 * The length of the training.
 *
 * @param epochs the maximum number of epochs; schedules are relative to it
 * @param batchSize samples in a step; the last batch of an epoch has the remaining samples
 * @param epochsPastZeroError train this many epochs after the zero-error epoch, then stop; null to train all
 *     {@code epochs}
 */
public record TrainingSpec(Integer epochs, Integer batchSize, Integer epochsPastZeroError) {

    /** The sum of two such numbers is far below the largest int. */
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
