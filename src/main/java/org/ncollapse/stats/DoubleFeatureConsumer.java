package org.ncollapse.stats;

/** Receives features in double precision block by block, as {@link FeatureConsumer} does those in single precision. */
@FunctionalInterface
public interface DoubleFeatureConsumer {

    /**
     * Takes one block; the arrays may be reused by the sender as soon as this returns.
     *
     * @param features the samples' features one after the other, at least rows × width values
     * @param labels the samples' classes, at least {@code rows} values
     * @param rows how many samples the block holds
     */
    void accept(double[] features, int[] labels, int rows);
}
