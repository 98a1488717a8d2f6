package org.ncollapse.capture;

import java.util.Arrays;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Shuffle;

/**
 * Some training samples of each class whose features are written out as they are.
 *
 * @param indices which samples of the training split, ascending
 * @param labels their classes
 */
record SampleSubset(int[] indices, int[] labels) {

    /**
     * Draws the set: a pure function of the split and the seed, and part of every larger set.
     *
     * @param samplesPerClass a class with fewer samples gives all it has
     */
    static SampleSubset of(ImageSplit train, int classes, long seed, int samplesPerClass) {
        int[] taken = new int[classes];
        // No epoch is numbered 0, so the draw shares its order with no epoch's batches.
        int[] indices = Arrays.stream(Shuffle.permutation(seed, 0, train.size()))
                .filter(sample -> taken[train.labels()[sample]]++ < samplesPerClass)
                .sorted()
                .toArray();
        return new SampleSubset(
                indices,
                Arrays.stream(indices).map(sample -> train.labels()[sample]).toArray());
    }

    int size() {
        return indices.length;
    }
}
