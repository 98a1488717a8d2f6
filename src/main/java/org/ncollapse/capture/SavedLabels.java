package org.ncollapse.capture;

import java.util.Arrays;
import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;
import org.ncollapse.io.npy.NpyReader;

/**
 * The labels that were saved with features: N whole numbers of any type, as {@code (N,)} or {@code (N, 1)}, or N
 * one-hot rows. A negative label marks a sample that is ignored, as −100 and −1 do in PyTorch and in segmentation.
 * Where the labels are exactly −1 and 1, they are the two classes of a decision by sign.
 */
final class SavedLabels {

    private final int[] values;
    /** The labels that are not negative, each once, ascending. */
    private final int[] classes;

    private final int ignored;
    private final int mostNegative;

    private SavedLabels(int[] values) {
        this.values = values;
        classes = Arrays.stream(values)
                .filter(value -> value >= 0)
                .sorted()
                .distinct()
                .toArray();
        ignored = (int) Arrays.stream(values).filter(value -> value < 0).count();
        mostNegative = Math.min(0, Arrays.stream(values).min().orElse(0));
    }

    /** Returns the given labels of samples. */
    static SavedLabels of(int[] values) {
        return new SavedLabels(values);
    }

    /** @throws BadInputException if the array cannot be the labels of {@code rows} samples */
    static SavedLabels of(NamedArrays arrays, String name, long rows) {
        return arrays.read(name, array -> {
            List<Long> shape = array.header().shape();
            boolean column = shape.equals(List.of(rows, 1L));
            boolean oneHot = shape.size() == 2 && shape.get(0) == rows && shape.get(1) > 1;
            if (!shape.equals(List.of(rows)) && !column && !oneHot) {
                throw new BadInputException(arrays.describe(name) + " has the shape " + shape
                        + "; expected one label for each of the " + rows + " rows of features: [" + rows + "] or ["
                        + rows + ", 1], or one-hot rows [" + rows + ", K]");
            }
            return new SavedLabels(oneHot ? fromOneHot(array, arrays.describe(name), (int) rows) : array.readInts());
        });
    }

    private static int[] fromOneHot(NpyReader array, String where, int rows) {
        long classes = array.header().shape().get(1);
        if (classes > SavedFeatures.MAX_CLASSES) {
            throw new BadInputException(where + " has one-hot rows of " + classes + " values; the limit is "
                    + SavedFeatures.MAX_CLASSES + " classes");
        }
        double[] row = new double[(int) classes];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            array.read(row, 0, row.length);
            int label = -1;
            for (int k = 0; k < row.length; k++) {
                if (row[k] != 0 && (row[k] != 1 || label >= 0)) {
                    throw new BadInputException(where + " has " + row[k] + " in row " + i + ", column " + k
                            + "; a row of one-hot labels has a single 1 and zeros: save labels.argmax(1)");
                }
                label = row[k] == 1 ? k : label;
            }
            if (label < 0) {
                throw new BadInputException(where + " has only zeros in row " + i
                        + "; a row of one-hot labels has a single 1 and zeros: leave such samples out");
            }
            labels[i] = label;
        }
        return labels;
    }

    /** Returns the labels that are not negative, each once, ascending. */
    int[] classes() {
        return classes.clone();
    }

    /** Returns the number of negative labels. */
    int ignored() {
        return ignored;
    }

    /** Returns the most negative label; 0 if there is none. */
    int mostNegative() {
        return mostNegative;
    }

    /** Returns whether the labels are −1 and 1, and both occur. */
    boolean areSigns() {
        return mostNegative == -1 && Arrays.equals(classes, new int[] {1});
    }

    /** Returns the labels of a decision by sign, −1 and 1, as 0 and 1. */
    SavedLabels signsAsClasses() {
        return new SavedLabels(
                Arrays.stream(values).map(value -> value < 0 ? 0 : 1).toArray());
    }

    int count() {
        return values.length;
    }

    /** Returns the class of each sample, the index of its label among the given ascending ones; −1 for other labels. */
    int[] indicesAmong(int[] measured) {
        return Arrays.stream(values)
                .map(value -> Math.max(-1, Arrays.binarySearch(measured, value)))
                .toArray();
    }

    /** Returns the message for a label that cannot be. */
    BadInputException invalid(String where, int label, String expected) {
        int row = 0;
        while (values[row] != label) {
            row++;
        }
        return new BadInputException(where + " contains " + label + " at row " + row + ", and " + expected
                + ": number the classes with numpy.unique(labels, return_inverse=True)[1]");
    }
}
