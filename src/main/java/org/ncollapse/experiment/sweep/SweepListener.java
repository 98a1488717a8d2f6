package org.ncollapse.experiment.sweep;

import org.ncollapse.spec.Sweep.PlannedRun;

/** Hears how a sweep on this machine goes on. */
public interface SweepListener {

    /** A run that needs nothing: it is finished, or diverged and would again. */
    void runSkipped(PlannedRun run, String status);

    /** @param elsewhere whether another process has the run, which is waited for */
    void runStarted(PlannedRun run, boolean elsewhere);

    /** A run has come to its end. */
    void runFinished(PlannedRun run);

    /** A run's process has ended before; what it said last. */
    void runFailed(PlannedRun run, String why);

    /** Several times a second. */
    void progress(SweepProgressSnapshot reading);
}
