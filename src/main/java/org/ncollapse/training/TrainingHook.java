package org.ncollapse.training;

/**
 * What happens beside training. Each method is called on the training thread and may take its time; an exception ends
 * the run.
 */
public interface TrainingHook {

    /** The network has its initial weights: epoch 0. */
    default void trainingStarted(EpochResult initial) {}

    /** @param step steps done in this epoch, from 1 */
    default void stepEnded(int epoch, int step, int steps) {}

    /**
     * Nothing is going on: this is where training stands, and what was to be recorded of it has been. After each step
     * and each epoch.
     */
    default void checkpointable(TrainingState state) {}

    /** An epoch is complete, and it is known whether it is the last. */
    default void epochEnded(EpochResult outcome) {}
}
