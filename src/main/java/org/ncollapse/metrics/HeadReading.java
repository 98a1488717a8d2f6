package org.ncollapse.metrics;

import org.ncollapse.stats.Head;
import org.ncollapse.stats.SampleScores;

/**
 * What belongs to the one layer that the head reads.
 *
 * @param head the head as it stood when the features were captured
 * @param decay λ ≥ 0, the head's weight decay
 * @param samples the measures that need every sample
 * @param outcome loss, objective and error
 */
public record HeadReading(Head head, double decay, SampleScores samples, Outcome outcome) {}
