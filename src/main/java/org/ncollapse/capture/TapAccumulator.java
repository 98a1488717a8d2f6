package org.ncollapse.capture;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureBatch;
import org.ncollapse.stats.FeatureBuffer;
import org.ncollapse.stats.HeadEvaluator;

/**
 * Accumulates what one pass over a split collects at one tap.
 *
 * @param moments the class moments
 * @param samples selected samples' features, on the training split; empty on the test split
 * @param headEvaluator losses and error; null if the head reads another tap
 * @param buffer the features themselves; null if they are not read again
 */
record TapAccumulator(
        String tap,
        ClassMoments moments,
        List<SampleFeatureSelector> samples,
        HeadEvaluator headEvaluator,
        FeatureBuffer buffer)
        implements Consumer<FeatureBatch>, AutoCloseable {

    @Override
    public void accept(FeatureBatch batch) {
        Stream.concat(Stream.of(moments, headEvaluator, buffer).filter(Objects::nonNull), samples.stream())
                .forEach(consumer -> consumer.accept(batch));
    }

    @Override
    public void close() {
        moments.close();
        if (headEvaluator != null) {
            headEvaluator.close();
        }
        if (buffer != null) {
            buffer.close();
        }
    }
}
