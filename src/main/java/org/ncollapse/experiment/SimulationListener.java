package org.ncollapse.experiment;

/** Hears how a simulation goes on. */
public interface SimulationListener {

    /** So many iterations are done. */
    void reached(int iteration, double objective);

    /** What is about to happen, in a few words, where it takes a while. */
    void doing(String what);
}
