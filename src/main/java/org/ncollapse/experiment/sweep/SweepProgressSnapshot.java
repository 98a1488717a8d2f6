package org.ncollapse.experiment.sweep;

/**
 * The progress of a sweep.
 *
 * @param completed the number of runs that are finished or diverged
 * @param running the number of runs that are running
 * @param failed the number of runs whose processes have failed since this sweep process started
 * @param doneEpochs the completed epochs of all runs together
 * @param maxEpochs the largest possible number of epochs of all runs together
 * @param secondsLeft the estimated time left; NaN if unknown
 */
public record SweepProgressSnapshot(
        int completed, int running, int failed, long doneEpochs, long maxEpochs, double secondsLeft) {}
