package org.ncollapse.experiment.store;

import java.util.OptionalInt;

/**
 * How far a run has come.
 *
 * @param epochs completed epochs; iterations of a simulation
 * @param zeroErrorEpoch the zero-error epoch: the first epoch (recorded iteration) with zero training error; empty if
 *     there is none, {@code null} in JSON
 * @param trainingSeconds time spent in training steps
 * @param captureSeconds time spent on metrics, files and fits
 */
public record RunProgress(int epochs, OptionalInt zeroErrorEpoch, double trainingSeconds, double captureSeconds) {

    /** The progress of a run that starts now. */
    public static final RunProgress NONE = new RunProgress(0, OptionalInt.empty(), 0, 0);

    public RunProgress {
        zeroErrorEpoch = zeroErrorEpoch == null ? OptionalInt.empty() : zeroErrorEpoch;
    }
}
