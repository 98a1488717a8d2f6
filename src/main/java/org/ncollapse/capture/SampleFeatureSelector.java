package org.ncollapse.capture;

import org.ncollapse.stats.FeatureConsumer;

/** Selects the features of some samples at one tap during a pass over their split. */
final class SampleFeatureSelector implements FeatureConsumer {

    private final SampleSubset subset;
    private final int width;
    private final float[] selectedFeatures;
    private int passedSamples;
    private int selectedSamples;

    SampleFeatureSelector(SampleSubset subset, int width) {
        this.subset = subset;
        this.width = width;
        selectedFeatures = new float[subset.size() * width];
    }

    @Override
    public void accept(float[] features, int[] labels, int rows) {
        while (selectedSamples < subset.size() && subset.indices()[selectedSamples] < passedSamples + rows) {
            int row = subset.indices()[selectedSamples] - passedSamples;
            System.arraycopy(features, row * width, selectedFeatures, selectedSamples * width, width);
            selectedSamples++;
        }
        passedSamples += rows;
    }

    /** Returns size × width values: one row per sample, in the order of the subset. */
    float[] features() {
        return selectedFeatures;
    }

    int width() {
        return width;
    }
}
