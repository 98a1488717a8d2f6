package org.ncollapse.training;

import java.util.OptionalInt;

/**
 * Where training stands between two epochs.
 *
 * @param epoch completed epochs
 * @param loss running mean of the data term while the weights moved; NaN for epoch 0
 * @param error running share of misclassified samples while the weights moved; NaN for epoch 0
 * @param learningRate the rate of the epoch's last step; for epoch 0 that of the first to come
 * @param seconds that the steps took, without measurement
 * @param zeroErrorEpoch the first epoch at whose end no training sample was misclassified; empty while there is none
 * @param last whether training ends here
 */
public record EpochResult(
        int epoch,
        double loss,
        double error,
        double learningRate,
        double seconds,
        OptionalInt zeroErrorEpoch,
        boolean last) {

    /** Whether zero training error has been reached: the terminal phase. */
    public boolean inTerminalPhase() {
        return zeroErrorEpoch.isPresent();
    }

    /** Whether this is the zero-error epoch: the first of the terminal phase. */
    public boolean isZeroErrorEpoch() {
        return zeroErrorEpoch.isPresent() && zeroErrorEpoch.getAsInt() == epoch;
    }
}
