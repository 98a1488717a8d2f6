package org.ncollapse.capture;

import java.util.Arrays;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Shuffle;

/**
 * A few training samples of each class, the same at every epoch, whose features are written out as they are.
 *
 * @param indices which samples of the training split, ascending
 * @param labels  their classes
 */
record SampleSet(int[] indices, int[] labels) {

    /** Enough for a picture of the simplex and to start a model from; a class with fewer gives all it has. */
    private static final int PER_CLASS = 10;

    /** Draws the set: a pure function of the split and the seed. */
    static SampleSet of(ImageSplit train, int classes, long seed) {
        int[] taken = new int[classes];
        // No epoch is numbered 0, so the draw shares its order with no epoch's batches.
        int[] indices = Arrays.stream(Shuffle.order(seed, 0, train.size()))
                .filter(sample -> taken[train.labels()[sample]]++ < PER_CLASS).sorted().toArray();
        return new SampleSet(indices, Arrays.stream(indices).map(sample -> train.labels()[sample]).toArray());
    }

    int size() {
        return indices.length;
    }
}
