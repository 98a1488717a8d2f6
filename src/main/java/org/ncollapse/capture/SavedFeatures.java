package org.ncollapse.capture;

import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpyHeader;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NumpyArrays;
import org.ncollapse.stats.DoubleFeatureConsumer;
import org.ncollapse.stats.FeatureSource;

/**
 * The arrays {@code features} (N×d) and {@code labels} (N) of a file. Labels are in memory. Features are read from the
 * file in blocks of rows, on every pass, so that a file may be larger than memory.
 */
public final class SavedFeatures implements FeatureSource {

    /** Limit of K and d: a square matrix of doubles of this size takes 8 GiB. */
    static final int MAX_DIMENSION = 1 << 15;

    static final String FEATURES = "features";
    static final String LABELS = "labels";
    /** Values in a block: 1 MiB. */
    private static final int BLOCK_VALUES = 1 << 17;

    private final NumpyArrays arrays;
    private final NpyHeader header;
    private final int[] labels;

    private SavedFeatures(NumpyArrays arrays, NpyHeader header, int[] labels) {
        this.arrays = arrays;
        this.header = header;
        this.labels = labels;
    }

    /** @throws BadInputException if one of the arrays is missing, or they cannot be features and their labels */
    static SavedFeatures of(NumpyArrays arrays) {
        for (String name : List.of(FEATURES, LABELS)) {
            if (!arrays.contains(name)) {
                throw new BadInputException(arrays.mainFile() + " has no array '" + name + "'; it has "
                        + (arrays.names().isEmpty() ? "none" : String.join(", ", arrays.names()))
                        + ". Save both together, numpy.savez(file, features=..., labels=...),"
                        + " or features with numpy.save and labels in a second file (--labels)");
            }
        }
        NpyHeader header = arrays.read(FEATURES, NpyReader::header);
        checkShape(arrays.describe(FEATURES), header.shape());
        int[] labels = arrays.read(LABELS, array -> {
            if (!array.header().shape().equals(header.shape().subList(0, 1))) {
                throw new BadInputException(arrays.describe(LABELS) + " has the shape "
                        + array.header().shape() + "; expected one label for each of the "
                        + header.shape().get(0) + " rows of features: ["
                        + header.shape().get(0) + "]");
            }
            return array.readInts();
        });
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= MAX_DIMENSION) {
                throw new BadInputException(arrays.describe(LABELS) + " contains " + labels[row] + " at row " + row
                        + "; labels must be 0, 1, ..., K-1, with K at most " + MAX_DIMENSION);
            }
        }
        return new SavedFeatures(arrays, header, labels);
    }

    private static void checkShape(String where, List<Long> shape) {
        if (shape.size() > 2) {
            throw new BadInputException(where + " has the shape " + shape + "; expected N x d: "
                    + (shape.size() == 4
                            ? "average the feature maps over their positions with features.mean((2, 3)), or "
                            : "")
                    + "flatten with features.reshape(len(features), -1)");
        }
        if (shape.size() < 2 || shape.get(0) < 1 || shape.get(1) < 1) {
            throw new BadInputException(where + " has the shape " + shape
                    + "; expected N x d with one row per sample, and N and d at least 1");
        }
        if (shape.get(0) > Integer.MAX_VALUE - Long.BYTES || shape.get(1) > MAX_DIMENSION) {
            throw new BadInputException(where + " has the shape " + shape + "; the limits are 2^31 samples and width "
                    + MAX_DIMENSION + ", because the covariance is d x d");
        }
    }

    @Override
    public int rows() {
        return labels.length;
    }

    @Override
    public int width() {
        return header.shape().get(1).intValue();
    }

    /** Returns the type of the elements in numpy's notation. */
    public String dtype() {
        return header.type().descr();
    }

    /** Returns the uncompressed bytes that one pass over the features reads. */
    public long bytes() {
        return header.bytes();
    }

    /** Returns the number of samples of each class. */
    public int[] countPerClass(int classes) {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /** Returns the largest label and the first row that has it. */
    LargestLabel largestLabel() {
        int row = 0;
        for (int i = 1; i < labels.length; i++) {
            row = labels[i] > labels[row] ? i : row;
        }
        return new LargestLabel(labels[row], row);
    }

    /** A label and its row. */
    record LargestLabel(int label, int row) {}

    String describe(String name) {
        return arrays.describe(name);
    }

    /** {@inheritDoc} Throws BadInputException if a feature is not finite or the file cannot be read. */
    @Override
    public void forEachBatch(DoubleFeatureConsumer consumer) {
        arrays.read(FEATURES, array -> {
            if (!array.header().equals(header)) {
                throw new BadInputException(arrays.describe(FEATURES) + " has changed while it was being measured");
            }
            forEachBatch(array, consumer);
            return null;
        });
    }

    private void forEachBatch(NpyReader array, DoubleFeatureConsumer consumer) {
        int width = width();
        int maxRows = Math.max(1, BLOCK_VALUES / width);
        double[] block = new double[maxRows * width];
        int[] blockLabels = new int[maxRows];
        for (int first = 0; first < labels.length; first += maxRows) {
            int rows = Math.min(maxRows, labels.length - first);
            array.read(block, 0, rows * width);
            checkFinite(block, rows * width, first);
            System.arraycopy(labels, first, blockLabels, 0, rows);
            consumer.accept(block, blockLabels, rows);
        }
    }

    private void checkFinite(double[] values, int count, int firstRow) {
        for (int i = 0; i < count; i++) {
            if (!Double.isFinite(values[i])) {
                throw new BadInputException(
                        arrays.describe(FEATURES) + " contains " + values[i] + " at row " + (firstRow + i / width())
                                + ", column " + i % width()
                                + "; features must be finite: leave such samples"
                                + " out with numpy.isfinite(features).all(1)");
            }
        }
    }
}
