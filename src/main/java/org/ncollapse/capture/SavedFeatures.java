package org.ncollapse.capture;

import java.util.List;
import org.ncollapse.data.npy.NpyHeader;
import org.ncollapse.data.npy.NpyReader;
import org.ncollapse.data.npy.SavedArrays;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.stats.DoubleBlock;
import org.ncollapse.stats.FeatureRows;

/**
 * The arrays {@code features} (N×d) and {@code labels} (N) that were saved somewhere. Labels are in memory; features
 * are read from the file a block of rows at a time, as often as they are looked at, so that a file may be larger than
 * memory.
 */
public final class SavedFeatures implements FeatureRows {

    /** Classes and width go into square matrices of doubles; past this one of them alone takes 8 GiB. */
    static final int LARGEST = 1 << 15;

    static final String FEATURES = "features";
    static final String LABELS = "labels";
    /** Values a block, 1 MiB. */
    private static final int BLOCK = 1 << 17;

    private final SavedArrays arrays;
    private final NpyHeader header;
    private final int[] labels;

    private SavedFeatures(SavedArrays arrays, NpyHeader header, int[] labels) {
        this.arrays = arrays;
        this.header = header;
        this.labels = labels;
    }

    /** @throws BadInputException where the two arrays are not there or cannot be features and their labels */
    static SavedFeatures of(SavedArrays arrays) {
        for (String name : List.of(FEATURES, LABELS)) {
            if (!arrays.has(name)) {
                throw new BadInputException(
                        arrays.file() + " has no array '" + name + "'; it has "
                                + (arrays.names().isEmpty() ? "none" : String.join(", ", arrays.names()))
                                + ". Save both together, numpy.savez(file, features=..., labels=...), or features with numpy.save and the labels beside them (--labels)");
            }
        }
        NpyHeader header = arrays.read(FEATURES, NpyReader::header);
        checkShape(arrays.where(FEATURES), header.shape());
        int[] labels = arrays.read(LABELS, array -> {
            if (!array.header().shape().equals(header.shape().subList(0, 1))) {
                throw new BadInputException(arrays.where(LABELS) + " has the shape "
                        + array.header().shape() + "; a class for each of the "
                        + header.shape().get(0) + " rows of features is expected: ["
                        + header.shape().get(0) + "]");
            }
            return array.readInts();
        });
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= LARGEST) {
                throw new BadInputException(arrays.where(LABELS) + " holds " + labels[row] + " at row " + row
                        + "; classes are counted 0, 1, ..., K-1, and at most " + LARGEST);
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
        if (shape.get(0) > Integer.MAX_VALUE - Long.BYTES || shape.get(1) > LARGEST) {
            throw new BadInputException(where + " has the shape " + shape + "; at most 2^31 samples of width " + LARGEST
                    + " are measured, for their covariance is d x d");
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
    public String type() {
        return header.type().descr();
    }

    /** Bytes that one look at the features reads, uncompressed. */
    public long bytes() {
        return header.bytes();
    }

    /** Samples of each of so many classes. */
    public int[] counts(int classes) {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /** The largest label, and the first row that has it. */
    Largest largest() {
        int row = 0;
        for (int i = 1; i < labels.length; i++) {
            row = labels[i] > labels[row] ? i : row;
        }
        return new Largest(labels[row], row);
    }

    /** A label and where it stands. */
    record Largest(int label, int row) {}

    String where(String name) {
        return arrays.where(name);
    }

    /** {@inheritDoc} Throws BadInputException where a feature is not finite or the file cannot be read. */
    @Override
    public void replay(DoubleBlock receiver) {
        arrays.read(FEATURES, array -> {
            if (!array.header().equals(header)) {
                throw new BadInputException(arrays.where(FEATURES) + " has changed while it was being measured");
            }
            replay(array, receiver);
            return null;
        });
    }

    private void replay(NpyReader array, DoubleBlock receiver) {
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
                        arrays.where(FEATURES) + " holds " + values[i] + " at row " + (firstRow + i / width())
                                + ", column " + i % width()
                                + "; every feature must be a finite number: leave such samples out, numpy.isfinite(features).all(1)");
            }
        }
    }
}
