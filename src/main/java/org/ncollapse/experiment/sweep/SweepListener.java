package org.ncollapse.experiment.sweep;

import org.ncollapse.spec.Sweep.PlannedRun;

/** Hears how a sweep on this machine goes on. */
public interface SweepListener {

    /** A run that needs nothing: it is finished, or diverged and would again. */
    void skipped(PlannedRun run, String status);

    /** @param elsewhere whether another process has the run, which is waited for */
    void began(PlannedRun run, boolean elsewhere);

    /**
     * A run's process has ended.
     *
     * @param status    as its folder has it
     * @param code      the process's exit code
     * @param lastWords what it said last
     */
    void ended(PlannedRun run, String status, int code, String lastWords);

    /** Several times a second. */
    void at(SweepReading reading);
}
