package org.ncollapse.capture;

import org.ncollapse.stats.FeatureBlock;

/** The features of a few samples at one tap, kept as they come. */
final class SampleFeatures implements FeatureBlock {

    private final float[] values;
    private final int width;
    private int filled;

    SampleFeatures(int rows, int width) {
        values = new float[rows * width];
        this.width = width;
    }

    @Override
    public void accept(float[] features, int[] labels, int rows) {
        System.arraycopy(features, 0, values, filled, rows * width);
        filled += rows * width;
    }

    /** rows × width, row-major. */
    float[] values() {
        return values;
    }

    int width() {
        return width;
    }
}
