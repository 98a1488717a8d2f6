package org.ncollapse.capture;

import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpyHeader;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NumpyArrays;
import org.ncollapse.stats.DoubleFeatureConsumer;
import org.ncollapse.stats.FeatureSource;

/**
 * The arrays {@code features} (N×d) and {@code labels} (N) that were saved somewhere. Labels are in memory; features
 * are read from the file a block of rows at a time, as often as they are looked at, so that a file may be larger than
 * memory.
 */
public final class SavedFeatures implements FeatureSource {

    /** Classes and width go into square matrices of doubles; past this one of them alone takes 8 GiB. */
    static final int MAX_DIMENSION = 1 << 15;

    static final String FEATURES = "features";
    static final String LABELS = "labels";
    /** Values a block, 1 MiB. */
    private static final int BLOCK = 1 << 17;

    private final NumpyArrays arrays;
    private final NpyHeader header;
    private final int[] labels;

    private SavedFeatures(NumpyArrays arrays, NpyHeader header, int[] labels) {
        this.arrays = arrays;
        this.header = header;
        this.labels = labels;
    }

    /** @throws BadInputException where the two arrays are not there or cannot be features and their labels */
    static SavedFeatures of(NumpyArrays arrays) {
        for (String name : List.of(FEATURES, LABELS)) {
            if (!arrays.contains(name)) {
                throw new BadInputException(
                        arrays.mainFile() + " has no array '" + name + "'; it has "
                                + (arrays.names().isEmpty() ? "none" : String.join(", ", arrays.names()))
                                + ". Save both together, numpy.savez(file, features=..., labels=...), or features with numpy.save and the labels beside them (--labels)");
            }
        }
        NpyHeader header = arrays.read(FEATURES, NpyReader::header);
        checkShape(arrays.describe(FEATURES), header.shape());
        int[] labels = arrays.read(LABELS, array -> {
            if (!array.header().shape().equals(header.shape().subList(0, 1))) {
                throw new BadInputException(arrays.describe(LABELS) + " has the shape "
                        + array.header().shape() + "; a class for each of the "
                        + header.shape().get(0) + " rows of features is expected: ["
                        + header.shape().get(0) + "]");
            }
            return array.readInts();
        });
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= MAX_DIMENSION) {
                throw new BadInputException(arrays.describe(LABELS) + " holds " + labels[row] + " at row " + row
                        + "; classes are counted 0, 1, ..., K-1, and at most " + MAX_DIMENSION);
            }
        }
        return new SavedFeatures(arrays, header, labels);
    }

    private static void checkShape(String where, List<Long> shape) {
        if (shape.size() > 2) {
            throw new BadInputException(where + " has the shape " + shape + "; N x d is expected: "
                    + (shape.size() == 4 ? "average maps over their positions, features.mean((2, 3)), or " : "")
                    + "flatten with features.reshape(len(features), -1)");
        }
        if (shape.size() < 2 || shape.get(0) < 1 || shape.get(1) < 1) {
            throw new BadInputException(where + " has the shape " + shape
                    + "; N x d is expected, a row a sample, and at least one of each");
        }
        if (shape.get(0) > Integer.MAX_VALUE - Long.BYTES || shape.get(1) > MAX_DIMENSION) {
            throw new BadInputException(where + " has the shape " + shape + "; at most 2^31 samples of width "
                    + MAX_DIMENSION + " are measured, for their covariance is d x d");
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

    /** The elements' type as numpy writes it. */
    public String dtype() {
        return header.type().descr();
    }

    /** Bytes that one look at the features reads, uncompressed. */
    public long bytes() {
        return header.bytes();
    }

    /** Samples of each of so many classes. */
    public int[] countPerClass(int classes) {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /** The largest label, and the first row that has it. */
    LargestLabel largestLabel() {
        int row = 0;
        for (int i = 1; i < labels.length; i++) {
            row = labels[i] > labels[row] ? i : row;
        }
        return new LargestLabel(labels[row], row);
    }

    /** A label and where it stands. */
    record LargestLabel(int label, int row) {}

    String describe(String name) {
        return arrays.describe(name);
    }

    /** {@inheritDoc} Throws BadInputException where a feature is not finite or the file cannot be read. */
    @Override
    public void replay(DoubleFeatureConsumer receiver) {
        arrays.read(FEATURES, array -> {
            if (!array.header().equals(header)) {
                throw new BadInputException(arrays.describe(FEATURES) + " has changed while it was being measured");
            }
            replay(array, receiver);
            return null;
        });
    }

    private void replay(NpyReader array, DoubleFeatureConsumer receiver) {
        int width = width();
        int most = Math.max(1, BLOCK / width);
        double[] block = new double[most * width];
        int[] blockLabels = new int[most];
        for (int first = 0; first < labels.length; first += most) {
            int rows = Math.min(most, labels.length - first);
            array.read(block, 0, rows * width);
            checkFinite(block, rows * width, first);
            System.arraycopy(labels, first, blockLabels, 0, rows);
            receiver.accept(block, blockLabels, rows);
        }
    }

    private void checkFinite(double[] values, int count, int firstRow) {
        for (int i = 0; i < count; i++) {
            if (!Double.isFinite(values[i])) {
                throw new BadInputException(
                        arrays.describe(FEATURES) + " holds " + values[i] + " at row " + (firstRow + i / width())
                                + ", column " + i % width()
                                + "; every feature must be a finite number: leave such samples out, numpy.isfinite(features).all(1)");
            }
        }
    }
}
