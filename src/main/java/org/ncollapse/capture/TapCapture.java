package org.ncollapse.capture;

import java.util.Objects;
import java.util.stream.Stream;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureBlock;
import org.ncollapse.stats.FeatureSpool;
import org.ncollapse.stats.HeadScores;

/**
 * What one pass over a split gathers at one tap.
 *
 * @param moments always
 * @param samples a few samples' features, on the training split; else null
 * @param scores  losses and errors, where the head reads this tap; else null
 * @param spool   the features themselves, where somebody reads them again; else null
 */
record TapCapture(String name, ClassMoments moments, SampleFeatures samples, HeadScores scores, FeatureSpool spool)
        implements FeatureBlock, AutoCloseable {

    @Override
    public void accept(float[] features, int[] labels, int rows) {
        Stream.of(moments, samples, scores, spool).filter(Objects::nonNull).forEach(part -> part.accept(features, labels, rows));
    }

    @Override
    public void close() {
        moments.close();
        if (scores != null) {
            scores.close();
        }
        if (spool != null) {
            spool.close();
        }
    }
}
