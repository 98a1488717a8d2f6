package org.ncollapse.training;

/** A request, from any thread, that training stop before the next step or batch. */
public final class StopSignal {

    private volatile boolean requested;
    private volatile boolean stoppable;

    /** Requests the stop. */
    public void request() {
        requested = true;
    }

    /** Sets whether a stop request is honored now: during training, and while its last state is saved. */
    public void setStoppable(boolean stoppable) {
        this.stoppable = stoppable;
    }

    /** Returns whether a stop request is honored now, so that the caller can wait for it. */
    public boolean isStoppable() {
        return stoppable;
    }

    /**
     * Called wherever training may stop.
     *
     * @throws InterruptedTrainingException if a stop has been requested
     */
    public void throwIfRequested() {
        if (requested) {
            throw new InterruptedTrainingException();
        }
    }
}
