package org.ncollapse.experiment.sweep;

import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Sweep.PlannedRun;

/** Receives the events of a sweep on this machine. */
public interface SweepListener {

    /** A run is skipped because it is finished or diverged. */
    void runSkipped(PlannedRun run, RunStatus status);

    /**
     * A run has started.
     *
     * @param elsewhere whether it is already running in a process that this sweep did not start and waits for
     */
    void runStarted(PlannedRun run, boolean elsewhere);

    /** A run is finished. */
    void runFinished(PlannedRun run);

    /** A run has failed in a process that it shares with other runs. It is started again in its own process. */
    void runRetried(PlannedRun run, String why);

    /** The process of a run has failed; {@code why} is its last error message. */
    void runFailed(PlannedRun run, String why);

    /** Several times a second. */
    void progress(SweepProgressSnapshot progress);
}
