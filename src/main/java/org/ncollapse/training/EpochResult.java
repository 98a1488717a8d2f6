package org.ncollapse.training;

import java.util.OptionalInt;

/**
 * The result of one epoch.
 *
 * @param epoch the number of completed epochs; 0 is the initial network
 * @param loss mean of the data term over the epoch's batches, while the weights changed; NaN for epoch 0
 * @param error fraction of misclassified samples over the epoch's batches, while the weights changed; NaN for epoch 0
 * @param learningRate the learning rate of the epoch's last step; for epoch 0 that of the first step
 * @param seconds the time of the steps, without captures
 * @param zeroErrorEpoch the first epoch after which no training sample was misclassified; empty while there is none
 * @param isLastEpoch whether training ends with this epoch
 */
public record EpochResult(
        int epoch,
        double loss,
        double error,
        double learningRate,
        double seconds,
        OptionalInt zeroErrorEpoch,
        boolean isLastEpoch) {

    /** Returns whether the training error has been zero at this or an earlier epoch. */
    public boolean inTerminalPhase() {
        return zeroErrorEpoch.isPresent();
    }

    /** Returns whether this is the zero-error epoch, the first one of the terminal phase. */
    public boolean isZeroErrorEpoch() {
        return zeroErrorEpoch.isPresent() && zeroErrorEpoch.getAsInt() == epoch;
    }
}
