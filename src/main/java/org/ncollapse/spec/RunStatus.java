package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The status of a run. Its key is the same in {@code manifest.json}, in tables and on pages. */
public enum RunStatus {

    /** The run has no folder yet. */
    PENDING,

    /** Training, a simulation or a measurement is running. */
    RUNNING,

    /** Training is complete; the UFM models are being fitted. */
    FITTING,

    /** The run is complete. */
    FINISHED,

    /** The loss became infinite or NaN. */
    DIVERGED,

    /** The user stopped the run; its checkpoint is saved. */
    INTERRUPTED,

    /** The run ended with an error. */
    FAILED,

    /** The manifest says {@code running} or {@code fitting}, but no process has locked the run. */
    CRASHED,

    /** The manifest cannot be read. */
    UNREADABLE;

    /** Returns the name in lower case. */
    @JsonValue
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a manifest may contain this status. The others are computed when the status is read. */
    public boolean isRecorded() {
        return this != PENDING && this != CRASHED && this != UNREADABLE;
    }

    /** Whether the manifest says that a process works on the run. */
    public boolean isActive() {
        return this == RUNNING || this == FITTING;
    }

    /** Whether the run is over: starting it again would change nothing. */
    public boolean isFinal() {
        return this == FINISHED || this == DIVERGED;
    }

    /** Whether the run has started and is not over. */
    public boolean isResumable() {
        return isActive() || this == INTERRUPTED || this == FAILED || this == CRASHED;
    }

    /** Whether nothing will be added to the run's tables. */
    public boolean hasCompleteTables() {
        return this == FITTING || isFinal();
    }

    /** Whether training reached its end, so that UFM models can be fitted. */
    public boolean isFittable() {
        return this == FITTING || this == FINISHED;
    }

    @Override
    public String toString() {
        return key();
    }
}
