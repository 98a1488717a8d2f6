package org.ncollapse.training;

/** A wish, uttered on any thread, that training end at the next step or batch. */
public final class Interruption {

    private volatile boolean wished;
    private volatile boolean heeded;

    /** Utters it. */
    public void request() {
        wished = true;
    }

    /**
     * Says whether training is going on, or what it left is being saved: a wish is granted then, and worth waiting for.
     */
    public void heeded(boolean now) {
        heeded = now;
    }

    /** Whether a wish would be granted now. */
    public boolean isHeeded() {
        return heeded;
    }

    /**
     * To be called where training may end.
     *
     * @throws InterruptedTrainingException if that is wished
     */
    public void heed() {
        if (wished) {
            throw new InterruptedTrainingException();
        }
    }
}
