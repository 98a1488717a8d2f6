package org.ncollapse.training;

import java.util.OptionalInt;

/**
 * The position of the training loop between two steps. Order of samples, learning rate and initial weights are
 * functions of seed, epoch and step. The state, the parameters, the optimizer's state and the experiment therefore
 * determine the rest of the training.
 *
 * @param epoch the current epoch, from 1
 * @param step the number of its steps that are done; at the end of the epoch all of them, until its results have been
 *     recorded
 * @param lossSum the sum of the data term over the epoch's samples so far
 * @param errors the number of these samples that were misclassified
 * @param seconds the time of the epoch's steps so far
 * @param zeroErrorEpoch the first epoch after which no training sample was misclassified; empty while there is none
 */
public record TrainingState(
        int epoch, int step, double lossSum, int errors, double seconds, OptionalInt zeroErrorEpoch) {

    /** Returns the state before the first step. */
    public static TrainingState initial() {
        return new TrainingState(1, 0, 0, 0, 0, OptionalInt.empty());
    }

    boolean isInitial() {
        return epoch == 1 && step == 0;
    }

    TrainingState afterStep(double lossSum, int errors, double seconds) {
        return new TrainingState(
                epoch, step + 1, this.lossSum + lossSum, this.errors + errors, this.seconds + seconds, zeroErrorEpoch);
    }

    /** Returns the state at the start of the next epoch. */
    TrainingState nextEpoch(OptionalInt zeroErrorEpoch) {
        return new TrainingState(epoch + 1, 0, 0, 0, 0, zeroErrorEpoch);
    }
}
