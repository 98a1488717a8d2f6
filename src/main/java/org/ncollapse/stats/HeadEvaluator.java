package org.ncollapse.stats;

import java.util.Arrays;

/**
 * Accumulates, over features that stream by, how well a head fits their labels: both data terms and the share
 * misclassified. In double precision from the captured features. A logit that is not finite makes NaN of all three; so
 * does the absence of samples. Remembers each sample's prediction, four bytes. Not thread-safe.
 */
public final class HeadEvaluator implements FeatureConsumer, DoubleFeatureConsumer, AutoCloseable {
    private static final int BLOCK_ROWS = 1024;

    private final Head head;
    private final OffHeapRows features;
    private final OffHeapRows products;
    private final double[] row;
    private final double[] logits;
    private int[] predictions = new int[BLOCK_ROWS];
    private int sampleCount;
    private long mistakes;
    private boolean undefined;
    private double squares;
    private double crossEntropies;

    /** Nothing seen yet, for one head. */
    public HeadEvaluator(Head head) {
        this.head = head;
        this.features = new OffHeapRows(BLOCK_ROWS, head.width());
        this.products = new OffHeapRows(BLOCK_ROWS, head.classes());
        this.row = new double[head.width()];
        this.logits = new double[BLOCK_ROWS * head.classes()];
    }

    /** {@inheritDoc} Throws IllegalArgumentException for a label that is none of the head's outputs. */
    @Override
    public void accept(float[] values, int[] labels, int rows) {
        int width = head.width();
        for (int start = 0; start < rows; start += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, rows - start);
            for (int i = 0; i < count; i++) {
                int from = (start + i) * width;
                for (int j = 0; j < width; j++) {
                    row[j] = values[from + j];
                }
                features.setRow(i, row, 0);
            }
            score(labels, start, count);
        }
    }

    /** The same for features in double precision. */
    @Override
    public void accept(double[] values, int[] labels, int rows) {
        int width = head.width();
        for (int start = 0; start < rows; start += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, rows - start);
            for (int i = 0; i < count; i++) {
                features.setRow(i, values, (start + i) * width);
            }
            score(labels, start, count);
        }
    }

    /** (1/2N) Σ‖z_i − e_{y_i}‖². */
    public double mseLoss() {
        return undefined ? Double.NaN : squares / (2.0 * sampleCount);
    }

    /** The mean cross-entropy (1/N) Σ (log Σ_k exp z_{ik} − z_{i y_i}), in nats. */
    public double crossEntropy() {
        return undefined ? Double.NaN : crossEntropies / sampleCount;
    }

    /** The share of samples whose largest logit (the lowest class among equals) is not their class's. */
    public double error() {
        return undefined ? Double.NaN : (double) mistakes / sampleCount;
    }

    Head head() {
        return head;
    }

    /** How many samples have been seen. */
    int sampleCount() {
        return sampleCount;
    }

    /** The class of a sample's largest logit, the lowest among equals; −1 where a logit is not a number. */
    int prediction(int sample) {
        return predictions[sample];
    }

    /** Frees the memory outside the heap; the scores stay. */
    @Override
    public void close() {
        features.close();
        products.close();
    }

    private void score(int[] labels, int start, int count) {
        head.logits(features, count, products, logits);
        int classes = head.classes();
        if (sampleCount + count > predictions.length) {
            predictions = Arrays.copyOf(predictions, Math.addExact(sampleCount + count, predictions.length));
        }
        for (int row = 0; row < count; row++) {
            int label = labels[start + row];
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException(
                        "label " + label + " of row " + (start + row) + " is outside 0 to " + (classes - 1));
            }
            int from = row * classes;
            int predicted = Head.argmax(logits, from, classes);
            predictions[sampleCount + row] = predicted;
            if (predicted != label) {
                mistakes++;
            }
            double largest = logits[from + Math.max(predicted, 0)];
            double squared = 0;
            double others = 0;
            for (int k = 0; k < classes; k++) {
                double z = logits[from + k];
                double residual = k == label ? z - 1 : z;
                squared += residual * residual;
                // The largest term is 1 and left out: log1p then resolves the losses of a confident head far below
                // 1e-16.
                others += k == predicted ? 0 : Math.exp(z - largest);
            }
            double entropy = Math.log1p(others) + (largest - logits[from + label]);
            undefined |= !(squared < Double.POSITIVE_INFINITY) || Double.isNaN(entropy);
            squares += squared;
            crossEntropies += entropy;
        }
        sampleCount += count;
    }
}
