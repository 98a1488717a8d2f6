package org.ncollapse.experiment.simulation;

/** Is told what happens in a simulation. */
public interface SimulationListener {

    /** An iteration was recorded. */
    void iterationDone(int iteration, double objective);

    /** A stage starts that may take a while; a few words say which. */
    void stageStarted(String stage);
}
