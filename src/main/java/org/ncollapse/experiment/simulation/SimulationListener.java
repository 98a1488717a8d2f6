package org.ncollapse.experiment.simulation;

/** Hears how a simulation goes on. */
public interface SimulationListener {

    /** So many iterations are done. */
    void iterationDone(int iteration, double objective);

    /** What is about to happen, in a few words, where it takes a while. */
    void stageStarted(String what);
}
