package org.ncollapse.stats;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Computes both losses and the error of a head over a stream of features, in double precision. All three are NaN if a
 * logit is not finite, or if there are no samples. Stores the predicted class of each sample, in four bytes. Not
 * thread-safe.
 */
public final class HeadEvaluator implements FeatureConsumer, DoubleFeatureConsumer, AutoCloseable {
    private static final int MAX_BLOCK_ROWS = 1024;
    private static final int MIN_BLOCK_ROWS = 32;
    /** Logits in a block, 32 MiB: of 4,096 outputs at most, a block has all its rows. */
    private static final int BLOCK_LOGITS = MAX_BLOCK_ROWS * 4096;
    /**
     * From this number of outputs on, the exponentials take longer than the products, and all processors share them.
     */
    private static final int PARALLEL_OUTPUTS = 4096;

    private final Head head;
    private final int blockRows;
    private final OffHeapRows features;
    private final OffHeapRows products;
    private final double[] row;
    private final double[] logits;
    private int[] predictions = new int[MAX_BLOCK_ROWS];
    private int sampleCount;
    private long errors;
    private boolean undefined;
    private double squaredErrorSum;
    private double crossEntropySum;

    /** Creates an evaluator of a head, without samples. */
    public HeadEvaluator(Head head) {
        this.head = head;
        this.blockRows = Math.max(MIN_BLOCK_ROWS, Math.min(MAX_BLOCK_ROWS, BLOCK_LOGITS / head.classes()));
        this.features = new OffHeapRows(blockRows, head.width());
        this.products = new OffHeapRows(blockRows, head.classes());
        this.row = new double[head.width()];
        this.logits = new double[blockRows * head.classes()];
    }

    /** {@inheritDoc} Throws IllegalArgumentException for a label outside 0 … K − 1. */
    @Override
    public void accept(float[] values, int[] labels, int rows) {
        int width = head.width();
        for (int start = 0; start < rows; start += blockRows) {
            int count = Math.min(blockRows, rows - start);
            for (int i = 0; i < count; i++) {
                int from = (start + i) * width;
                for (int j = 0; j < width; j++) {
                    row[j] = values[from + j];
                }
                features.setRow(i, row, 0);
            }
            evaluate(labels, start, count);
        }
    }

    /** The same for features in double precision. */
    @Override
    public void accept(double[] values, int[] labels, int rows) {
        int width = head.width();
        for (int start = 0; start < rows; start += blockRows) {
            int count = Math.min(blockRows, rows - start);
            for (int i = 0; i < count; i++) {
                features.setRow(i, values, (start + i) * width);
            }
            evaluate(labels, start, count);
        }
    }

    /** Returns (1/2N) Σ‖z_i − e_{y_i}‖². */
    public double mseLoss() {
        return undefined ? Double.NaN : squaredErrorSum / (2.0 * sampleCount);
    }

    /** Returns the mean cross-entropy (1/N) Σ (log Σ_k exp z_{ik} − z_{i y_i}), in nats. */
    public double crossEntropy() {
        return undefined ? Double.NaN : crossEntropySum / sampleCount;
    }

    /**
     * Returns the fraction of samples whose largest logit is not that of their class; ties go to the lower class index.
     */
    public double error() {
        return undefined ? Double.NaN : (double) errors / sampleCount;
    }

    /** Returns the head that is evaluated. */
    public Head head() {
        return head;
    }

    /** Returns the number of samples so far. */
    int sampleCount() {
        return sampleCount;
    }

    /** Returns the class of a sample's largest logit (ties go to the lower class index); −1 if a logit is NaN. */
    int prediction(int sample) {
        return predictions[sample];
    }

    /** Frees the memory outside the heap; losses, error and predictions stay valid. */
    @Override
    public void close() {
        features.close();
        products.close();
    }

    private void evaluate(int[] labels, int start, int count) {
        head.logits(features, count, products, logits);
        int classes = head.classes();
        if (sampleCount + count > predictions.length) {
            predictions = Arrays.copyOf(predictions, Math.addExact(sampleCount + count, predictions.length));
        }
        double[] squaredErrors = new double[count];
        double[] entropies = new double[count];
        IntStream samples = IntStream.range(0, count);
        (classes < PARALLEL_OUTPUTS ? samples : samples.parallel()).forEach(sample -> {
            int label = labels[start + sample];
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException(
                        "label " + label + " of row " + (start + sample) + " is outside 0 to " + (classes - 1));
            }
            int from = sample * classes;
            int predicted = Head.argmax(logits, from, classes);
            predictions[sampleCount + sample] = predicted;
            double largest = logits[from + Math.max(predicted, 0)];
            double squared = 0;
            double others = 0;
            for (int k = 0; k < classes; k++) {
                double z = logits[from + k];
                double residual = k == label ? z - 1 : z;
                squared += residual * residual;
                // The largest term, which is 1, is left out: log1p then resolves losses far below 1e-16.
                others += k == predicted ? 0 : Math.exp(z - largest);
            }
            squaredErrors[sample] = squared;
            entropies[sample] = Math.log1p(others) + (largest - logits[from + label]);
        });
        for (int sample = 0; sample < count; sample++) {
            errors += predictions[sampleCount + sample] == labels[start + sample] ? 0 : 1;
            undefined |= !(squaredErrors[sample] < Double.POSITIVE_INFINITY) || Double.isNaN(entropies[sample]);
            squaredErrorSum += squaredErrors[sample];
            crossEntropySum += entropies[sample];
        }
        sampleCount += count;
    }
}
