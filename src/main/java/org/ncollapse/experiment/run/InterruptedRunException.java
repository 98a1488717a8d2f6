package org.ncollapse.experiment.run;

import org.ncollapse.training.TrainingState;

/** A run was asked to stop, and its checkpoint is saved. The message says where it stopped and how to resume it. */
public final class InterruptedRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An interruption before the run was started or resumed: no file was changed. */
    InterruptedRunException(Throwable cause) {
        super("interrupted; no file was changed", cause);
    }

    InterruptedRunException(String name, TrainingState state, Throwable cause) {
        super(
                state.equals(TrainingState.initial())
                        ? "interrupted before the first step; 'ncollapse resume " + name + "' starts again"
                        : "interrupted in epoch " + state.epoch() + " after step " + state.step()
                                + ", checkpoint saved; 'ncollapse resume " + name + "' continues from there",
                cause);
    }
}
