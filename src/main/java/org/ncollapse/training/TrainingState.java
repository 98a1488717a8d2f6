package org.ncollapse.training;

import java.util.OptionalInt;

/**
 * Where training stands between two steps. With the parameters, the optimiser's velocity and the experiment it
 * determines all that follows: order, rates and initial weights are functions of seed, epoch and step.
 *
 * @param epoch the epoch that is going on, from 1
 * @param step its steps that are done; at the epoch's end all of them, until what is measured behind it has been
 *     recorded
 * @param lossSum the data term's sum over the epoch's samples so far
 * @param errors how many of them were misclassified
 * @param seconds that the epoch's steps took so far
 * @param zeroErrorEpoch the first epoch at whose end no training sample was misclassified; empty while there is none
 */
public record TrainingState(
        int epoch, int step, double lossSum, int errors, double seconds, OptionalInt zeroErrorEpoch) {

    /** Before the first step. */
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

    /** Behind the epoch. */
    TrainingState nextEpoch(OptionalInt zeroErrorEpoch) {
        return new TrainingState(epoch + 1, 0, 0, 0, 0, zeroErrorEpoch);
    }
}
