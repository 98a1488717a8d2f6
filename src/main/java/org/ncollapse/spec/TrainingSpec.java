package org.ncollapse.spec;

/**
 * How long to train.
 *
 * @param epochs the bound, and what schedules are laid out over
 * @param batchSize samples a step; the last batch of an epoch holds what is left
 * @param pastZeroError stop this many epochs after the first with no training error; null to train all {@code epochs}
 */
public record TrainingSpec(Integer epochs, Integer batchSize, Integer pastZeroError) {

    /** Sums of two such numbers stay far from an int's end. */
    static final int MOST_EPOCHS = 1_000_000;

    public TrainingSpec {
        epochs = epochs == null ? 200 : epochs;
        batchSize = batchSize == null ? 128 : batchSize;
        InvalidValue.unless(
                epochs > 0 && epochs <= MOST_EPOCHS, "epochs", epochs, "a number of epochs from 1 to " + MOST_EPOCHS);
        InvalidValue.unless(batchSize > 0, "batchSize", batchSize, "a number of samples above 0");
        InvalidValue.unless(
                pastZeroError == null || pastZeroError >= 0 && pastZeroError <= MOST_EPOCHS,
                "pastZeroError",
                pastZeroError,
                "a number of epochs from 0 to " + MOST_EPOCHS);
    }

    /**
     * Whether training ends behind an epoch.
     *
     * @param zeroEpoch the first without training error; 0 while there is none
     */
    public boolean endsBehind(int epoch, int zeroEpoch) {
        return epoch >= epochs || pastZeroError != null && zeroEpoch > 0 && epoch >= zeroEpoch + pastZeroError;
    }
}
