package org.ncollapse.capture;

import org.ncollapse.stats.FeatureConsumer;

/** Picks the features of some samples at one tap out of a pass over their split. */
final class SampleFeatureSelector implements FeatureConsumer {

    private final SampleSubset set;
    private final int width;
    private final float[] features;
    private int seen;
    private int taken;

    SampleFeatureSelector(SampleSubset set, int width) {
        this.set = set;
        this.width = width;
        features = new float[set.size() * width];
    }

    @Override
    public void accept(float[] features, int[] labels, int rows) {
        while (taken < set.size() && set.indices()[taken] < seen + rows) {
            System.arraycopy(features, (set.indices()[taken] - seen) * width, features, taken * width, width);
            taken++;
        }
        seen += rows;
    }

    /** A row a sample, in the set's order: size × width. */
    float[] features() {
        return features;
    }

    int width() {
        return width;
    }
}
