package org.ncollapse.ufm.fit;

/** Receives the events of a fit, on the thread that fits. */
@FunctionalInterface
public interface FitListener {

    /** A stage starts that may take a while; a few words say which. */
    void stageStarted(String stage);

    /**
     * A simulation of the current stage has ended.
     *
     * @param done how many have ended
     * @param usual how many the stage usually takes
     */
    default void simulationEnded(int done, int usual) {}
}
