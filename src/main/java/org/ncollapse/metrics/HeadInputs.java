package org.ncollapse.metrics;

import org.ncollapse.stats.Head;
import org.ncollapse.stats.SampleMetrics;

/**
 * What belongs to the one layer that the head reads.
 *
 * @param head the head as it stood when the features were captured
 * @param weightDecay λ ≥ 0, the head's weight decay
 * @param sampleMetrics the measures that need every sample
 * @param lossAndError loss, objective and error
 */
public record HeadInputs(Head head, double weightDecay, SampleMetrics sampleMetrics, LossAndError lossAndError) {}
