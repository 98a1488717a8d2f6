package org.ncollapse.capture;

import org.ncollapse.stats.FeatureBlock;

/** Picks the features of some samples at one tap out of a pass over their split. */
final class SampleFeatures implements FeatureBlock {

    private final SampleSet set;
    private final int width;
    private final float[] values;
    private int seen;
    private int taken;

    SampleFeatures(SampleSet set, int width) {
        this.set = set;
        this.width = width;
        values = new float[set.size() * width];
    }

    @Override
    public void accept(float[] features, int[] labels, int rows) {
        while (taken < set.size() && set.indices()[taken] < seen + rows) {
            System.arraycopy(features, (set.indices()[taken] - seen) * width, values, taken * width, width);
            taken++;
        }
        seen += rows;
    }

    /** A row a sample, in the set's order: size × width. */
    float[] values() {
        return values;
    }

    int width() {
        return width;
    }
}
