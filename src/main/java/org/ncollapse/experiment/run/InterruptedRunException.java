package org.ncollapse.experiment.run;

import org.ncollapse.training.TrainingState;

/** A run was asked to stop, and has saved its state. The message says where it stands and how to go on. */
public final class InterruptedRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Before the run was begun, or gone on with: nothing of it was touched. */
    InterruptedRunException(Throwable cause) {
        super("interrupted; nothing was touched", cause);
    }

    InterruptedRunException(String name, TrainingState state, Throwable cause) {
        super(
                state.equals(TrainingState.initial())
                        ? "interrupted before the first step; 'ncollapse resume " + name + "' begins again"
                        : "interrupted in epoch " + state.epoch() + " behind step " + state.step()
                                + ", and saved; 'ncollapse resume " + name + "' goes on from there",
                cause);
    }
}
