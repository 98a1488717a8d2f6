package org.ncollapse.stats;

/** The features of a split, which lie elsewhere and can be looked at more than once. */
public interface FeatureSource {

    /** N, the number of samples. */
    int rows();

    /** d, the features' width. */
    int width();

    /** Sends all samples to a receiver, in order. */
    void replay(DoubleFeatureConsumer receiver);
}
