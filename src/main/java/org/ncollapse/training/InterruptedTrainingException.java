package org.ncollapse.training;

/** Thrown when a stop was requested and training has stopped between two steps or batches. */
public final class InterruptedTrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedTrainingException() {
        super("interrupted");
    }
}
