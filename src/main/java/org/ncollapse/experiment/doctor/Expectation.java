package org.ncollapse.experiment.doctor;

import org.ncollapse.experiment.MemoryNeed;
import org.ncollapse.experiment.Pace;
import org.ncollapse.spec.Experiment;

/**
 * What an experiment will take here.
 *
 * @param course by its trial
 * @param real whether the trial was on its own images; else on random ones of their shape
 */
public record Expectation(Experiment experiment, MemoryNeed memory, Pace.Course course, boolean real) {}
