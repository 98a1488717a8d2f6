package org.ncollapse.stats;

import java.util.Optional;

/**
 * The features of consecutive samples at one tap, and their class moments if the device that computed the features has
 * computed them too. A consumer must not keep it: its memory is used again.
 */
public interface FeatureBatch {

    /** Returns the number of samples. */
    int rows();

    /** Returns the class of each sample; the array may be longer. */
    int[] labels();

    /** Returns rows × width features, one sample after the other; the array may be longer. */
    float[] features();

    /** Copies the features of one sample, from 0, to {@code into}, from index {@code at} on. */
    void copyRow(int row, float[] into, int at);

    /** Returns the class moments of all samples; empty if they remain to be computed from the features. */
    Optional<PartialMoments> moments();
}
