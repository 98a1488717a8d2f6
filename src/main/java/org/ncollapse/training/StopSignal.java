package org.ncollapse.training;

/** A wish, uttered on any thread, that training end at the next step or batch. */
public final class StopSignal {

    private volatile boolean wished;
    private volatile boolean setStoppable;

    /** Utters it. */
    public void request() {
        wished = true;
    }

    /**
     * Says whether training is going on, or what it left is being saved: a wish is granted then, and worth waiting for.
     */
    public void setStoppable(boolean now) {
        setStoppable = now;
    }

    /** Whether a wish would be granted now. */
    public boolean isStoppable() {
        return setStoppable;
    }

    /**
     * To be called where training may end.
     *
     * @throws InterruptedTrainingException if that is wished
     */
    public void throwIfRequested() {
        if (wished) {
            throw new InterruptedTrainingException();
        }
    }
}
