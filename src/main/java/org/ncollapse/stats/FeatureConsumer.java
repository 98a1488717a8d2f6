package org.ncollapse.stats;

import java.util.function.Consumer;

/** Receives captured features block by block. */
@FunctionalInterface
public interface FeatureConsumer extends Consumer<FeatureBatch> {

    /**
     * Takes one block; the caller may reuse the arrays when this returns.
     *
     * @param features the samples' features one after the other, at least rows × width values
     * @param labels the samples' classes, at least {@code rows} values
     * @param rows the number of samples in the block
     */
    void accept(float[] features, int[] labels, int rows);

    /** Takes the features of one batch. */
    @Override
    default void accept(FeatureBatch batch) {
        accept(batch.features(), batch.labels(), batch.rows());
    }
}
