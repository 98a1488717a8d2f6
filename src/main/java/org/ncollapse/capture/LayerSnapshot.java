package org.ncollapse.capture;

import org.ncollapse.spec.Split;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;

/**
 * The capture of one tap and split, with fixed weights.
 *
 * @param tap the name in the experiment
 * @param statistics class moments of the split's features
 * @param headEvaluator losses and error of the head on these features; null if the head reads another layer
 * @param sampleMetrics the metrics that need each sample and the final class means; all NaN if the head reads another
 *     layer
 * @param oodMean the mean feature of the out-of-distribution set, of the tap's width; null without one
 */
public record LayerSnapshot(
        String tap,
        Split split,
        FeatureStatistics statistics,
        HeadEvaluator headEvaluator,
        SampleMetrics sampleMetrics,
        double[] oodMean) {

    /** Returns whether the head reads this layer. */
    public boolean isHeadInput() {
        return headEvaluator != null;
    }
}
