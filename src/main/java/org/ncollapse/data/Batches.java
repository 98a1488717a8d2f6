package org.ncollapse.data;

/** Splits the images of a split into standardized batches, in a given order. The last batch may be smaller. */
public final class Batches {

    private final ImageSplit split;
    private final Standardizer standardizer;
    private final int batchSize;
    private final int[] order;

    private Batches(ImageSplit split, Standardizer standardizer, int batchSize, int[] order) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("invalid batch size " + batchSize);
        }
        this.split = split;
        this.standardizer = standardizer;
        this.batchSize = batchSize;
        this.order = order;
    }

    /** Batches in the data set's own order. */
    public static Batches sequential(ImageSplit split, Standardizer standardizer, int batchSize) {
        return new Batches(split, standardizer, batchSize, Shuffle.identity(split.size()));
    }

    /** Batches of one epoch, in the order that {@link Shuffle} gives it. */
    public static Batches shuffled(ImageSplit split, Standardizer standardizer, int batchSize, long seed, int epoch) {
        return new Batches(split, standardizer, batchSize, Shuffle.permutation(seed, epoch, split.size()));
    }

    /** The number of batches. */
    public int count() {
        return (order.length - 1) / batchSize + (order.length == 0 ? 0 : 1);
    }

    /** The number of samples of a batch. */
    public int size(int batch) {
        if (batch < 0 || batch >= count()) {
            throw new IllegalArgumentException(
                    "there is no batch " + batch + "; the split has " + count() + " batches, numbered from 0");
        }
        return Math.min(batchSize, order.length - batch * batchSize);
    }

    /**
     * Returns the samples of a batch, as indices into the split.
     *
     * @return {@link #size(int)} indices
     */
    public int[] indices(int batch) {
        int[] samples = new int[size(batch)];
        System.arraycopy(order, batch * batchSize, samples, 0, samples.length);
        return samples;
    }

    /**
     * Fills a batch.
     *
     * @param batch its number, from 0
     * @param images receives rows × C·H·W standardized values; the rest of the array is not changed
     * @param labels receives the class of each row
     * @return the number of rows
     */
    public int fill(int batch, float[] images, int[] labels) {
        int rows = size(batch);
        int imageSize = split.shape().size();
        for (int row = 0; row < rows; row++) {
            int sample = order[batch * batchSize + row];
            standardizer.standardize(split, sample, images, row * imageSize);
            labels[row] = split.labels()[sample];
        }
        return rows;
    }
}
