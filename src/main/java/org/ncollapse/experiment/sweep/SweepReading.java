package org.ncollapse.experiment.sweep;

/**
 * How far a sweep has come.
 *
 * @param over        runs that are finished or diverged
 * @param going       runs that go on
 * @param waiting     runs that are to come
 * @param epochs      that all runs have done
 * @param allEpochs   at the most
 * @param secondsLeft at the most; NaN while nothing is known
 */
public record SweepReading(int over, int going, int waiting, int epochs, int allEpochs, double secondsLeft) {
}
