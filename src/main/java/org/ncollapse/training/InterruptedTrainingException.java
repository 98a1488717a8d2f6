package org.ncollapse.training;

/** Training was asked to stop, and has stopped between two steps or batches. */
public final class InterruptedTrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedTrainingException() {
        super("interrupted");
    }
}
