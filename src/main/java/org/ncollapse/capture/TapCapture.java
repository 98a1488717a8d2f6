package org.ncollapse.capture;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureBlock;
import org.ncollapse.stats.FeatureSpool;
import org.ncollapse.stats.HeadScores;

/**
 * What one pass over a split gathers at one tap.
 *
 * @param moments always
 * @param scores  losses and errors, where the head reads this tap; else null
 * @param spool   the features themselves, where somebody reads them again; else null
 */
record TapCapture(String name, ClassMoments moments, HeadScores scores, FeatureSpool spool) implements FeatureBlock, AutoCloseable {

    @Override
    public void accept(float[] features, int[] labels, int rows) {
        for (FeatureBlock part : parts()) {
            part.accept(features, labels, rows);
        }
    }

    private List<FeatureBlock> parts() {
        List<FeatureBlock> parts = new ArrayList<>(List.of(moments));
        if (scores != null) {
            parts.add(scores);
        }
        if (spool != null) {
            parts.add(spool);
        }
        return parts;
    }

    @Override
    public void close() {
        if (spool != null) {
            spool.close();
        }
    }
}
