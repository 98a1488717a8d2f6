package org.ncollapse.capture;

import java.util.Arrays;
import org.ncollapse.data.Shuffle;

/**
 * Some training samples of each class, whose features are saved.
 *
 * @param indices the indices of the samples in the training split, ascending
 * @param labels their classes
 */
record SampleSubset(int[] indices, int[] labels) {

    /**
     * Draws a subset, which depends only on the classes, the seed and {@code samplesPerClass}. Every larger subset
     * contains it.
     *
     * @param labels the class of each sample of the split
     * @param samplesPerClass the number of samples of each class; fewer if the class has fewer
     */
    static SampleSubset of(int[] labels, int classes, long seed, int samplesPerClass) {
        int[] selected = new int[classes];
        // Training epochs are numbered from 1, so stream 0 is not the shuffle of any epoch.
        int[] indices = Arrays.stream(Shuffle.permutation(seed, 0, labels.length))
                .filter(sample -> selected[labels[sample]]++ < samplesPerClass)
                .sorted()
                .toArray();
        return new SampleSubset(
                indices, Arrays.stream(indices).map(sample -> labels[sample]).toArray());
    }

    int size() {
        return indices.length;
    }
}
