package org.ncollapse.stats;

import java.util.Optional;

/** Features in an array, without moments. */
public record ArrayBatch(float[] features, int width, int[] labels, int rows) implements FeatureBatch {

    @Override
    public void copyRow(int row, float[] into, int at) {
        System.arraycopy(features, row * width, into, at, width);
    }

    @Override
    public Optional<PartialMoments> moments() {
        return Optional.empty();
    }
}
