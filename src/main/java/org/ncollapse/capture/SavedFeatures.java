package org.ncollapse.capture;

import java.util.Arrays;
import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;
import org.ncollapse.io.npy.NpyHeader;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.stats.DoubleFeatureConsumer;
import org.ncollapse.stats.FeatureSource;

/**
 * The arrays {@code features} (N×d) and {@code labels} (N) of a file. Labels are in memory. Features are read from the
 * file in blocks of rows, on every pass, so that a file may be larger than memory. Samples that belong to no measured
 * class are passed over.
 */
public final class SavedFeatures extends SavedSamples implements FeatureSource {

    /** Limit of d: a square matrix of doubles of this size takes 8 GiB. */
    static final int MAX_WIDTH = 1 << 15;

    /** Limit of K, above the vocabularies of language models. */
    static final int MAX_CLASSES = 1 << 20;

    static final String FEATURES = "features";
    static final String LABELS = "labels";
    /** Names of arrays in a message. */
    private static final int MAX_NAMES = 10;
    /** Values in a block: 1 MiB. */
    private static final int BLOCK_VALUES = 1 << 17;

    private final NamedArrays arrays;
    private final NpyHeader header;
    private final SavedLabels labels;
    /** The class of each row of the file; negative for a row that is passed over. */
    private final int[] classes;

    private final int samples;

    private SavedFeatures(NamedArrays arrays, NpyHeader header, SavedLabels labels, int[] classes) {
        this.arrays = arrays;
        this.header = header;
        this.labels = labels;
        this.classes = classes;
        samples = (int) Arrays.stream(classes).filter(label -> label >= 0).count();
    }

    /** @throws BadInputException if one of the arrays is missing, or they cannot be features and their labels */
    static SavedFeatures of(NamedArrays arrays) {
        for (String name : List.of(FEATURES, LABELS)) {
            if (!arrays.contains(name)) {
                throw missing(arrays, name);
            }
        }
        NpyHeader header = arrays.read(FEATURES, NpyReader::header);
        checkShape(arrays.describe(FEATURES), header.shape());
        SavedLabels labels = SavedLabels.of(arrays, LABELS, header.shape().get(0));
        return new SavedFeatures(arrays, header, labels, labels.indicesAmong(labels.classes()));
    }

    private static BadInputException missing(NamedArrays arrays, String name) {
        List<String> names = arrays.names();
        boolean parameters = names.stream().anyMatch(other -> other.equals("weight") || other.endsWith(".weight"));
        return new BadInputException(arrays.mainFile() + " has no array '" + name + "'; it has "
                + (names.isEmpty() ? "none" : String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size()))))
                + (names.size() > MAX_NAMES ? " and " + (names.size() - MAX_NAMES) + " more" : "")
                + (parameters
                        ? ", which are parameters of a network; expected the inputs of its last layer, one row for"
                                + " each sample"
                        : "")
                + ". Save both together, " + arrays.savingLine()
                + ", or features with numpy.save and labels in a second file (--labels)");
    }

    @Override
    SavedFeatures withClasses(SavedLabels newLabels, int[] measured) {
        return new SavedFeatures(arrays, header, newLabels, newLabels.indicesAmong(measured));
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
        if (shape.get(0) > Integer.MAX_VALUE - Long.BYTES || shape.get(1) > MAX_WIDTH) {
            throw new BadInputException(where + " has the shape " + shape + "; the limits are 2^31 samples and width "
                    + MAX_WIDTH + ", because the covariance is d x d");
        }
    }

    /** {@inheritDoc} Only samples of the measured classes are counted. */
    @Override
    public int rows() {
        return samples;
    }

    @Override
    public int width() {
        return header.shape().get(1).intValue();
    }

    @Override
    public String dtype() {
        return header.dtype();
    }

    @Override
    public long bytes() {
        return header.bytes();
    }

    /** Returns the class of each measured sample, in the file's order. */
    int[] classesOfSamples() {
        return Arrays.stream(classes).filter(label -> label >= 0).toArray();
    }

    @Override
    public int[] samplesPerClass(int classCount) {
        int[] counts = new int[classCount];
        Arrays.stream(classes).filter(label -> label >= 0).forEach(label -> counts[label]++);
        return counts;
    }

    @Override
    SavedLabels labels() {
        return labels;
    }

    @Override
    String labelsArray() {
        return LABELS;
    }

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
        int[] blockClasses = new int[maxRows];
        for (int first = 0; first < classes.length; first += maxRows) {
            int rows = Math.min(maxRows, classes.length - first);
            array.read(block, 0, rows * width);
            int kept = 0;
            for (int i = 0; i < rows; i++) {
                if (classes[first + i] >= 0) {
                    checkFinite(block, i, first + i);
                    if (kept < i) {
                        System.arraycopy(block, i * width, block, kept * width, width);
                    }
                    blockClasses[kept++] = classes[first + i];
                }
            }
            if (kept > 0) {
                consumer.accept(block, blockClasses, kept);
            }
        }
    }

    private void checkFinite(double[] block, int blockRow, int row) {
        int width = width();
        for (int j = 0; j < width; j++) {
            double value = block[blockRow * width + j];
            if (!Double.isFinite(value)) {
                throw new BadInputException(
                        arrays.describe(FEATURES) + " contains " + value + " at row " + row + ", column " + j
                                + "; features must be finite: leave such samples"
                                + " out with numpy.isfinite(features).all(1)");
            }
        }
    }
}
