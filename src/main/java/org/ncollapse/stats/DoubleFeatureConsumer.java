package org.ncollapse.stats;

/** Receives features in double precision block by block; {@link FeatureConsumer} does so in single precision. */
@FunctionalInterface
public interface DoubleFeatureConsumer {

    /**
     * Takes one block; the caller may reuse the arrays when this returns.
     *
     * @param features the samples' features one after the other, at least rows × width values
     * @param labels the samples' classes, at least {@code rows} values
     * @param rows the number of samples in the block
     */
    void accept(double[] features, int[] labels, int rows);
}
