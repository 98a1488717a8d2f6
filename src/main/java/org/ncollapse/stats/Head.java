package org.ncollapse.stats;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** The last layer z = Wh + b of a network, in double precision. Immutable; every returned array is a copy. */
public final class Head {
    private final DMatrixRMaj weights;
    private final double[] bias;
    private final OffHeapRows offHeap;

    /**
     * Copies the weights and the bias.
     *
     * @param classes K, the number of outputs
     * @param width d, the number of inputs
     * @param weights W, K×d, row by row
     * @param bias b, K values, or null for a head without a bias
     */
    public Head(int classes, int width, double[] weights, double[] bias) {
        if (classes < 1
                || width < 1
                || weights.length != (long) classes * width
                || bias != null && bias.length != classes) {
            throw new IllegalArgumentException("a head of " + classes + " outputs and " + width + " inputs cannot have "
                    + weights.length + " weights" + (bias == null ? "" : " and " + bias.length + " biases"));
        }
        this.weights = new DMatrixRMaj(classes, width, true, weights.clone());
        this.bias = bias == null ? null : bias.clone();
        offHeap = OffHeapRows.of(this.weights);
    }

    /** Returns K, the number of outputs. */
    public int classes() {
        return weights.numRows;
    }

    /** Returns d, the number of inputs. */
    public int width() {
        return weights.numCols;
    }

    /** Returns W, K×d. */
    public DMatrixRMaj weights() {
        return weights.copy();
    }

    /** Returns the rows of W minus their mean w̄: K×d, exactly zero if all rows are equal. */
    public DMatrixRMaj centeredWeights() {
        return RowMeans.centeredRows(weights);
    }

    /** Returns the head of the first outputs only; this one if these are all. */
    public Head firstOutputs(int count) {
        return count == classes()
                ? this
                : new Head(
                        count,
                        width(),
                        Arrays.copyOf(weights.data, count * width()),
                        bias == null ? null : Arrays.copyOf(bias, count));
    }

    /** Returns whether the layer has a bias. */
    public boolean hasBias() {
        return bias != null;
    }

    /** Returns b, K values; zeros for a head without a bias. */
    public double[] bias() {
        return bias == null ? new double[classes()] : bias.clone();
    }

    /**
     * Writes the logits Wh + b of several samples, one sample after the other.
     *
     * @param features at least rows × d values, one sample after the other
     * @param into receives rows × K values
     */
    public void logits(double[] features, int rows, double[] into) {
        try (OffHeapRows values = new OffHeapRows(rows, width());
                OffHeapRows logits = new OffHeapRows(rows, classes())) {
            for (int row = 0; row < rows; row++) {
                values.setRow(row, features, row * width());
            }
            logits(values, rows, logits, into);
        }
    }

    /** The same for features outside the heap; {@code logits} is a scratch buffer of at least {@code rows} rows. */
    void logits(OffHeapRows features, int rows, OffHeapRows logits, double[] into) {
        features.multiplyTransposed(rows, offHeap, logits);
        logits.get(0, 0, into, 0, rows * classes());
        for (int row = 0; bias != null && row < rows; row++) {
            for (int k = 0; k < classes(); k++) {
                into[row * classes() + k] += bias[k];
            }
        }
    }

    /**
     * Returns the index, relative to {@code from}, of the largest of {@code count} values: the lowest index among equal
     * values, and −1 if a value is NaN.
     */
    public static int argmax(double[] values, int from, int count) {
        int argmax = 0;
        for (int k = 0; k < count; k++) {
            if (Double.isNaN(values[from + k])) {
                return -1;
            }
            if (values[from + k] > values[from + argmax]) {
                argmax = k;
            }
        }
        return argmax;
    }
}
