package org.ncollapse.capture;

import org.ncollapse.spec.Split;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;

/**
 * One tap and split, measured with fixed weights.
 *
 * @param tap as the experiment names it
 * @param statistics class moments of the split's features
 * @param headEvaluator losses and error of the head on these features; null where the head reads another layer
 * @param sampleMetrics what needs the final means and each sample; absent likewise
 * @param oodMean mean feature of the out-of-distribution set, of the tap's width; null without one
 */
public record LayerSnapshot(
        String tap,
        Split split,
        FeatureStatistics statistics,
        HeadEvaluator headEvaluator,
        SampleMetrics sampleMetrics,
        double[] oodMean) {

    /** Whether the head reads this layer. */
    public boolean isHeadInput() {
        return headEvaluator != null;
    }
}
