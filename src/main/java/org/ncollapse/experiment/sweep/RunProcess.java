package org.ncollapse.experiment.sweep;

import java.util.OptionalInt;

/** The process of a run, or the part of a process that works on it. */
interface RunProcess {

    /** The exit code of the run; empty while it is running. */
    OptionalInt exitCode();

    /** Whether the process works on other runs too. */
    boolean isShared();
}
