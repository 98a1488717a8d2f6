package org.ncollapse.stats;

/** The features of a split, which can be read more than once. */
public interface FeatureSource {

    /** Returns N, the number of samples. */
    int rows();

    /** Returns d, the width of the features. */
    int width();

    /** Sends all samples to a consumer, in order. */
    void forEachBatch(DoubleFeatureConsumer consumer);
}
