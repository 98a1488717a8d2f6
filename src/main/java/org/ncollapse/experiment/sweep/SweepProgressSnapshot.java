package org.ncollapse.experiment.sweep;

/**
 * How far a sweep has come.
 *
 * @param completed runs that are finished or diverged
 * @param running runs that go on
 * @param failed runs whose processes have failed this time
 * @param doneEpochs that all runs have done
 * @param maxEpochs at the most
 * @param secondsLeft about; NaN while nothing is known
 */
public record SweepProgressSnapshot(
        int completed, int running, int failed, long doneEpochs, long maxEpochs, double secondsLeft) {}
