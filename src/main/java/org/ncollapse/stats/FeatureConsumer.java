package org.ncollapse.stats;

/** Receives captured features block by block. */
@FunctionalInterface
public interface FeatureConsumer {

    /**
     * Takes one block; the caller may reuse the arrays when this returns.
     *
     * @param features the samples' features one after the other, at least rows × width values
     * @param labels the samples' classes, at least {@code rows} values
     * @param rows the number of samples in the block
     */
    void accept(float[] features, int[] labels, int rows);
}
