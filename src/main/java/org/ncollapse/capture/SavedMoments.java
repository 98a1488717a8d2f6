package org.ncollapse.capture;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;
import org.ncollapse.stats.PartialMoments;

/**
 * The class moments of features that were not kept: the arrays {@code counts} (K), {@code anchors} and {@code offsets}
 * (K×d), {@code squared_norm_sums} (K) and {@code scatter} (d×d), as in {@link PartialMoments}. Sums over all samples
 * are optional: {@code errors}, {@code squared_error_sum}, Σ‖z − e_y‖², and {@code cross_entropy_sum}. The matrices are
 * read when they are needed.
 */
public final class SavedMoments extends SavedSamples {

    static final String ERRORS = "errors";
    static final String SQUARED_ERROR_SUM = "squared_error_sum";
    static final String CROSS_ENTROPY_SUM = "cross_entropy_sum";
    private static final String COUNTS = "counts";
    private static final String ANCHORS = "anchors";
    private static final String OFFSETS = "offsets";
    private static final String SQUARED_NORM_SUMS = "squared_norm_sums";
    private static final String SCATTER = "scatter";
    /** Relative differences that rounding in double precision cannot explain. */
    private static final double TOLERANCE = 1e-6;

    private final NamedArrays arrays;
    private final int[] counts;
    private final int width;
    /** The label of each measured class. */
    private final int[] measured;

    private SavedMoments(NamedArrays arrays, int[] counts, int width, int[] measured) {
        this.arrays = arrays;
        this.counts = counts;
        this.width = width;
        this.measured = measured;
    }

    /** Returns whether a file contains moments instead of features. */
    static boolean areIn(NamedArrays arrays) {
        return arrays.contains(SCATTER) && !arrays.contains(SavedFeatures.FEATURES);
    }

    /**
     * Reads the counts, and checks the shapes of the other arrays.
     *
     * @throws BadInputException if an array is missing or has another shape, or a count is negative
     */
    static SavedMoments of(NamedArrays arrays) {
        for (String name : List.of(COUNTS, ANCHORS, OFFSETS, SQUARED_NORM_SUMS)) {
            if (!arrays.contains(name)) {
                throw new BadInputException(arrays.mainFile() + " has class moments without an array '" + name
                        + "'; save counts (K), anchors and offsets (K x d), squared_norm_sums (K) and scatter (d x d)");
            }
        }
        List<Long> shape = shape(arrays, ANCHORS);
        if (shape.size() != 2
                || shape.get(0) < 1
                || shape.get(0) > SavedFeatures.MAX_CLASSES
                || shape.get(1) < 1
                || shape.get(1) > SavedFeatures.MAX_WIDTH
                || shape.get(0) * shape.get(1) > Integer.MAX_VALUE - Long.BYTES) {
            throw new BadInputException(arrays.describe(ANCHORS) + " has the shape " + shape
                    + "; expected K x d, with at most " + SavedFeatures.MAX_CLASSES + " classes of width "
                    + SavedFeatures.MAX_WIDTH);
        }
        long classes = shape.get(0);
        long width = shape.get(1);
        requireShape(arrays, COUNTS, classes);
        requireShape(arrays, OFFSETS, classes, width);
        requireShape(arrays, SQUARED_NORM_SUMS, classes);
        requireShape(arrays, SCATTER, width, width);
        int[] counts = counts(arrays);
        return new SavedMoments(arrays, counts, (int) width, present(counts));
    }

    private static int[] counts(NamedArrays arrays) {
        double[] counts = SavedNumbers.finite(arrays, COUNTS);
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] < 0 || counts[k] != Math.rint(counts[k])) {
                throw new BadInputException(arrays.describe(COUNTS) + " contains " + counts[k] + " at index " + k
                        + "; expected numbers of samples, 0 or greater");
            }
        }
        double samples = Arrays.stream(counts).sum();
        if (samples == 0 || samples > Integer.MAX_VALUE) {
            throw new BadInputException(arrays.describe(COUNTS) + " adds up to " + (long) samples
                    + " samples; expected 1 to " + Integer.MAX_VALUE);
        }
        return Arrays.stream(counts).mapToInt(count -> (int) count).toArray();
    }

    private static int[] present(int[] counts) {
        return IntStream.range(0, counts.length).filter(k -> counts[k] > 0).toArray();
    }

    private static List<Long> shape(NamedArrays arrays, String name) {
        return arrays.read(name, array -> array.header().shape());
    }

    private static void requireShape(NamedArrays arrays, String name, Long... expected) {
        List<Long> shape = shape(arrays, name);
        if (!shape.equals(List.of(expected))) {
            throw new BadInputException(arrays.describe(name) + " has the shape " + shape + "; expected "
                    + List.of(expected) + ", as 'anchors' is K x d = " + shape(arrays, ANCHORS));
        }
    }

    @Override
    public int rows() {
        return Arrays.stream(measured).map(k -> counts[k]).sum();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public String dtype() {
        return "moments";
    }

    @Override
    public long bytes() {
        return Double.BYTES * (2L * counts.length * width + counts.length + (long) width * width);
    }

    @Override
    public int[] samplesPerClass(int classCount) {
        return Arrays.stream(measured).limit(classCount).map(k -> counts[k]).toArray();
    }

    @Override
    SavedLabels labels() {
        return SavedLabels.of(present(counts));
    }

    @Override
    String labelsArray() {
        return COUNTS;
    }

    /** {@inheritDoc} Throws BadInputException if another class has samples, because these are in the scatter, too. */
    @Override
    SavedMoments withClasses(SavedLabels newLabels, int[] newMeasured) {
        for (int k : present(counts)) {
            if (Arrays.binarySearch(newMeasured, k) < 0) {
                throw new BadInputException(arrays.mainFile() + " has moments of " + counts[k] + " samples of class "
                        + k + ", which another file does not have; they cannot be taken out of the scatter: measure"
                        + " files with the same classes");
            }
        }
        return new SavedMoments(arrays, counts, width, newMeasured);
    }

    /** @throws BadInputException if a class has no row of the head */
    void requireRows(SavedHead head) {
        if (counts.length > head.classes()) {
            throw new BadInputException(arrays.describe(COUNTS) + " has " + counts.length
                    + " values, and the head decides between " + head.classes()
                    + " classes; expected the number of samples of each");
        }
    }

    /**
     * Reads the moments of the measured classes.
     *
     * @throws BadInputException if a number is not finite, or the numbers cannot be moments
     */
    public PartialMoments read() {
        double[] squares = rows(SQUARED_NORM_SUMS, 1);
        double[] scatter = SavedNumbers.finite(arrays, SCATTER);
        for (int k = 0; k < squares.length; k++) {
            if (squares[k] < 0) {
                throw new BadInputException(arrays.describe(SQUARED_NORM_SUMS) + " contains " + squares[k]
                        + " for class " + measured[k] + "; a sum of squares is 0 or greater");
            }
        }
        requireScatter(scatter, Arrays.stream(squares).sum());
        return new PartialMoments(
                Arrays.stream(measured).mapToLong(k -> counts[k]).toArray(),
                rows(ANCHORS, width),
                rows(OFFSETS, width),
                squares,
                scatter);
    }

    private double[] rows(String name, int rowWidth) {
        double[] all = SavedNumbers.finite(arrays, name);
        double[] rows = new double[measured.length * rowWidth];
        for (int i = 0; i < measured.length; i++) {
            System.arraycopy(all, measured[i] * rowWidth, rows, i * rowWidth, rowWidth);
        }
        return rows;
    }

    private void requireScatter(double[] scatter, double squares) {
        double trace = 0;
        for (int i = 0; i < width; i++) {
            trace += scatter[i * width + i];
            for (int j = 0; j <= i; j++) {
                double value = scatter[i * width + j];
                double limit = Math.sqrt(scatter[i * width + i] * scatter[j * width + j]);
                // A negative entry of the diagonal has no square root that it could equal.
                if (!(Math.abs(value) <= limit * (1 + TOLERANCE))
                        || Math.abs(value - scatter[j * width + i]) > limit * TOLERANCE) {
                    throw new BadInputException(arrays.describe(SCATTER) + " contains " + value + " at [" + i + ", "
                            + j + "] and " + scatter[j * width + i] + " at [" + j + ", " + i
                            + "]; expected a sum of outer products, which is symmetric and positive semidefinite");
                }
            }
        }
        if (Math.abs(trace - squares) > TOLERANCE * Math.max(trace, squares)) {
            throw new BadInputException(arrays.describe(SCATTER) + " has the trace " + trace + ", and '"
                    + SQUARED_NORM_SUMS + "' adds up to " + squares
                    + "; expected equal numbers: both are sums over all samples, not means");
        }
    }

    /** Returns the fraction of errors; NaN if it is not in the file. */
    public double error() {
        return mean(ERRORS, rows());
    }

    /** Returns (1/2N) Σ‖z_i − e_{y_i}‖²; NaN if it is not in the file. */
    public double mseLoss() {
        return mean(SQUARED_ERROR_SUM, Double.MAX_VALUE) / 2;
    }

    /** Returns the mean cross-entropy; NaN if it is not in the file. */
    public double crossEntropy() {
        return mean(CROSS_ENTROPY_SUM, Double.MAX_VALUE);
    }

    private double mean(String name, double most) {
        return arrays.contains(name)
                ? SavedNumbers.one(arrays, name, 0, most, "a sum over the " + rows() + " samples") / rows()
                : Double.NaN;
    }
}
