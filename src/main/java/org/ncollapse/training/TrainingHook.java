package org.ncollapse.training;

/**
 * Receives the events of a training run.
 *
 * <p>All methods are called on the training thread, and training waits until the method returns. An exception ends
 * training and is thrown by {@link Trainer#run}; it is not caught in between.
 *
 * <p>Order of events: {@link #trainingStarted} and {@link #stateCompleted}, unless training is resumed; then in each
 * epoch {@link #stepEnded} and {@link #stateCompleted} after each step, and {@link #epochEnded} and
 * {@link #stateCompleted} after the last step.
 */
public interface TrainingHook {

    /**
     * Called once, before the first step. The network has its initial weights (epoch 0). Not called when training is
     * resumed from a checkpoint.
     */
    default void trainingStarted(EpochResult initial) {}

    /**
     * Called after each step; on a GPU after several, because the host does not look at each.
     *
     * @param epoch the epoch of the step, from 1
     * @param step the number of steps done in this epoch, from 1
     * @param steps the number of steps of an epoch
     */
    default void stepEnded(int epoch, int step, int steps) {}

    /**
     * Called after each of the other events, once all hooks have processed it. Training can be resumed from this state,
     * so a checkpoint may be written here.
     */
    default void stateCompleted(TrainingState state) {}

    /** Called after each epoch. The weights are fixed until the method returns. */
    default void epochEnded(EpochResult result) {}
}
