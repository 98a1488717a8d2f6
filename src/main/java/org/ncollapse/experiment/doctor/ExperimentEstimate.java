package org.ncollapse.experiment.doctor;

import org.ncollapse.experiment.estimate.MemoryEstimate;
import org.ncollapse.experiment.estimate.TimeEstimate;
import org.ncollapse.spec.Experiment;

/**
 * The estimated memory and time of an experiment on this machine.
 *
 * @param time the time, from a timing trial
 * @param onRealData whether the trial used the experiment's images, instead of random images of the same shape
 */
public record ExperimentEstimate(
        Experiment experiment, MemoryEstimate memory, TimeEstimate.Breakdown time, boolean onRealData) {}
