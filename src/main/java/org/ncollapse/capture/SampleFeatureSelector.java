package org.ncollapse.capture;

import java.util.function.Consumer;
import org.ncollapse.stats.FeatureBatch;

/** Selects the features of some samples at one tap during a pass over their split. */
final class SampleFeatureSelector implements Consumer<FeatureBatch> {

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
    public void accept(FeatureBatch batch) {
        while (selectedSamples < subset.size() && subset.indices()[selectedSamples] < passedSamples + batch.rows()) {
            int row = subset.indices()[selectedSamples] - passedSamples;
            batch.copyRow(row, selectedFeatures, selectedSamples * width);
            selectedSamples++;
        }
        passedSamples += batch.rows();
    }

    /** Returns size × width values: one row per sample, in the order of the subset. */
    float[] features() {
        return selectedFeatures;
    }

    int width() {
        return width;
    }
}
