package org.ncollapse.capture;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureConsumer;
import org.ncollapse.stats.FeatureSpool;
import org.ncollapse.stats.HeadEvaluator;

/**
 * What one pass over a split gathers at one tap.
 *
 * @param moments always
 * @param samples some samples' features, on the training split; else none
 * @param headEvaluator losses and errors, where the head reads this tap; else null
 * @param spool the features themselves, where somebody reads them again; else null
 */
record TapAccumulator(
        String tap,
        ClassMoments moments,
        List<SampleFeatureSelector> samples,
        HeadEvaluator headEvaluator,
        FeatureSpool spool)
        implements FeatureConsumer, AutoCloseable {

    @Override
    public void accept(float[] features, int[] labels, int rows) {
        Stream.concat(Stream.of(moments, headEvaluator, spool).filter(Objects::nonNull), samples.stream())
                .forEach(part -> part.accept(features, labels, rows));
    }

    @Override
    public void close() {
        moments.close();
        if (headEvaluator != null) {
            headEvaluator.close();
        }
        if (spool != null) {
            spool.close();
        }
    }
}
