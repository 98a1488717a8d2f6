package org.ncollapse.benchmarks;

import java.util.stream.IntStream;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Shuffle;
import org.ncollapse.data.Standardizer;

/** Splits the images of a split into standardized batches, in a given order. The last batch may be smaller. */
final class TrainingBatches {

    private final ImageSplit split;
    private final Standardizer standardizer;
    private final int batchSize;
    private final int[] order;

    private TrainingBatches(ImageSplit split, Standardizer standardizer, int batchSize, int[] order) {
        this.split = split;
        this.standardizer = standardizer;
        this.batchSize = batchSize;
        this.order = order;
    }

    /** Batches in the data set's own order. */
    static TrainingBatches sequential(ImageSplit split, Standardizer standardizer, int batchSize) {
        return new TrainingBatches(
                split, standardizer, batchSize, IntStream.range(0, split.size()).toArray());
    }

    /** Batches of one epoch, in the order that {@link Shuffle} gives it. */
    static TrainingBatches shuffled(ImageSplit split, Standardizer standardizer, int batchSize, long seed, int epoch) {
        return new TrainingBatches(split, standardizer, batchSize, Shuffle.permutation(seed, epoch, split.size()));
    }

    /** The number of batches. */
    int count() {
        return (order.length + batchSize - 1) / batchSize;
    }

    /**
     * Fills a batch.
     *
     * @param batch its number, from 0
     * @param images receives rows × C·H·W standardized values; the rest of the array is not changed
     * @param labels receives the class of each row
     * @return the number of rows
     */
    int fill(int batch, float[] images, int[] labels) {
        int rows = Math.min(batchSize, order.length - batch * batchSize);
        int imageSize = split.shape().size();
        for (int row = 0; row < rows; row++) {
            int sample = order[batch * batchSize + row];
            standardizer.standardize(split, sample, images, row * imageSize);
            labels[row] = split.labels()[sample];
        }
        return rows;
    }
}
