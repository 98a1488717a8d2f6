package org.ncollapse.stats;

/** Receives captured features block by block. */
@FunctionalInterface
public interface FeatureConsumer {

    /**
     * Takes one block; the arrays may be reused by the sender as soon as this returns.
     *
     * @param features the samples' features one after the other, at least rows × width values
     * @param labels the samples' classes, at least {@code rows} values
     * @param rows how many samples the block holds
     */
    void accept(float[] features, int[] labels, int rows);
}
