package org.ncollapse.stats;

import org.ejml.data.DMatrixRMaj;

/**
 * A network's last layer z = Wh + b in double precision, as it stood when the features were captured. Immutable; every
 * array handed out is a copy.
 */
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

    /** K, the number of outputs. */
    public int classes() {
        return weights.numRows;
    }

    /** d, the number of inputs. */
    public int width() {
        return weights.numCols;
    }

    /** W, K×d. */
    public DMatrixRMaj weights() {
        return weights.copy();
    }

    /** The rows of W less their mean w̄: K×d, exactly zero where all rows are equal. */
    public DMatrixRMaj centredWeights() {
        return RowMeans.centredRows(weights);
    }

    /** Whether the layer has a bias at all. */
    public boolean hasBias() {
        return bias != null;
    }

    /** b, K values; zeros for a head without a bias. */
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

    /** The same for features outside the heap, by way of {@code logits}, which holds at least {@code rows} rows. */
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
     * The index of the largest of {@code count} values, counted from {@code from}; the lowest one among equals, and −1
     * if any of the values is NaN.
     */
    public static int argmax(double[] values, int from, int count) {
        int best = 0;
        for (int k = 0; k < count; k++) {
            if (Double.isNaN(values[from + k])) {
                return -1;
            }
            if (values[from + k] > values[from + best]) {
                best = k;
            }
        }
        return best;
    }
}
