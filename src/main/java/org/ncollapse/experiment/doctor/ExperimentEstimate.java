package org.ncollapse.experiment.doctor;

import org.ncollapse.experiment.estimate.MemoryEstimate;
import org.ncollapse.experiment.estimate.TimeEstimate;
import org.ncollapse.spec.Experiment;

/**
 * What an experiment will take here.
 *
 * @param time by its trial
 * @param onRealData whether the trial was on its own images; else on random ones of their shape
 */
public record ExperimentEstimate(
        Experiment experiment, MemoryEstimate memory, TimeEstimate.Breakdown time, boolean onRealData) {}
