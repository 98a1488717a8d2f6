package org.ncollapse.experiment.simulation;

/** Receives the events of a simulation. */
public interface SimulationListener {

    /** An iteration was recorded. */
    void iterationDone(int iteration, double objective);

    /** A stage starts that may take a while; a few words say which. */
    void stageStarted(String stage);
}
