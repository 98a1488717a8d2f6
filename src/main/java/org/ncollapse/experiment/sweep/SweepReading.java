package org.ncollapse.experiment.sweep;

/**
 * How far a sweep has come.
 *
 * @param over runs that are finished or diverged
 * @param going runs that go on
 * @param failed runs whose processes have failed this time
 * @param epochs that all runs have done
 * @param allEpochs at the most
 * @param secondsLeft about; NaN while nothing is known
 */
public record SweepReading(int over, int going, int failed, long epochs, long allEpochs, double secondsLeft) {}
