package org.ncollapse.stats;

import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.CblasUpper;
import static org.bytedeco.openblas.global.openblas.cblas_dsyrk;

import org.ejml.data.DMatrixRMaj;

/**
 * Accumulates class counts, class means and the within-class scatter of features that stream by.
 *
 * <p>Exact at collapse: every sample is first taken as its difference to its class's anchor (the first sample seen of that
 * class, fixed from then on), means are kept relative to the anchor, and blocks merge by the pairwise update of Chan, Golub &amp; LeVeque
 * (1983), S = S_a + S_b + n_a n_b/(n_a + n_b) δδᵀ. No mean's square is ever subtracted from a second moment, so a spread of 1e-6 at
 * distance 1e3 from the origin keeps its digits.
 *
 * <p>Samples are gathered into blocks of a fixed size, whatever the sizes they arrive in: how a split was batched does not change a bit of
 * the result. A block costs one symmetric rank update, rows·d² operations. Memory: d² + 1,000·d doubles.
 * Not thread-safe.
 */
public final class ClassMoments implements FeatureBlock {
    private static final int BLOCK_ROWS = 1024;

    private final int classes;
    private final int width;
    private final boolean[] anchored;
    private final double[] anchors;
    private final double[] offsets;
    private final long[] counts;
    private final double[] squares;
    private final double[] scatter;

    private final double[] block;
    private final int[] blockLabels = new int[BLOCK_ROWS];
    private int pending;

    /** Nothing seen yet, for labels 0 … classes − 1 and features of the given width. */
    public ClassMoments(int classes, int width) {
        if (classes < 1 || width < 1) {
            throw new IllegalArgumentException("classes and width must be positive, not " + classes + " and " + width);
        }
        this.classes = classes;
        this.width = width;
        anchored = new boolean[classes];
        anchors = new double[classes * width];
        offsets = new double[classes * width];
        counts = new long[classes];
        squares = new double[classes];
        scatter = new double[Math.multiplyExact(width, width)];
        block = new double[Math.multiplyExact(BLOCK_ROWS + Math.min(classes, BLOCK_ROWS), width)];
    }

    /** {@inheritDoc} Throws IllegalArgumentException, having taken nothing, for a label outside 0 … K − 1. */
    @Override
    public void accept(float[] features, int[] labels, int rows) {
        check(features.length, labels, rows);
        for (int row = 0; row < rows; row++) {
            int anchor = labels[row] * width;
            if (!anchored[labels[row]]) {
                anchored[labels[row]] = true;
                for (int j = 0; j < width; j++) {
                    anchors[anchor + j] = features[row * width + j];
                }
            }
            int target = pending * width;
            for (int j = 0; j < width; j++) {
                block[target + j] = features[row * width + j] - anchors[anchor + j];
            }
            append(labels[row]);
        }
    }

    /** The same for features in double precision. */
    public void accept(double[] features, int[] labels, int rows) {
        check(features.length, labels, rows);
        for (int row = 0; row < rows; row++) {
            int anchor = labels[row] * width;
            if (!anchored[labels[row]]) {
                anchored[labels[row]] = true;
                System.arraycopy(features, row * width, anchors, anchor, width);
            }
            int target = pending * width;
            for (int j = 0; j < width; j++) {
                block[target + j] = features[row * width + j] - anchors[anchor + j];
            }
            append(labels[row]);
        }
    }

    /** Adds what another accumulator of the same shape has seen; the other still stands for the same samples. */
    public void combine(ClassMoments other) {
        if (other == this || other.classes != classes || other.width != width) {
            throw new IllegalArgumentException("cannot combine " + classes + " classes of width " + width
                    + (other == this ? " with themselves" : " with " + other.classes + " of width " + other.width));
        }
        flush();
        other.flush();
        for (int i = 0; i < scatter.length; i++) {
            scatter[i] += other.scatter[i];
        }
        double[] delta = new double[width];
        for (int k = 0; k < classes; k++) {
            int at = k * width;
            if (other.counts[k] == 0) {
                continue;
            }
            if (!anchored[k]) {
                anchored[k] = true;
                System.arraycopy(other.anchors, at, anchors, at, width);
            }
            for (int j = 0; j < width; j++) {
                delta[j] = other.anchors[at + j] - anchors[at + j] + other.offsets[at + j];
            }
            merge(k, other.counts[k], other.squares[k], delta, 0);
        }
        addToScatter();
    }

    /** The moments of everything seen so far; accumulation can go on afterwards. */
    public FeatureStatistics snapshot() {
        flush();
        long samples = 0;
        DMatrixRMaj means = new DMatrixRMaj(classes, width);
        double[] variances = new double[classes];
        for (int k = 0; k < classes; k++) {
            samples += counts[k];
            variances[k] = squares[k] / counts[k];
            for (int j = 0; j < width; j++) {
                double mean = anchors[k * width + j] + offsets[k * width + j];
                means.set(k, j, counts[k] > 0 && Double.isFinite(mean) ? mean : Double.NaN);
            }
        }
        DMatrixRMaj within = new DMatrixRMaj(width, width);
        for (int i = 0; i < width; i++) {
            for (int j = i; j < width; j++) {
                double value = scatter[i * width + j] / samples;
                within.set(i, j, value);
                within.set(j, i, value);
            }
        }
        return new FeatureStatistics(counts.clone(), means, within, variances);
    }

    private void check(int values, int[] labels, int rows) {
        if (rows < 0 || labels.length < rows || values / width < rows) {
            throw new IllegalArgumentException(rows + " rows of width " + width + " do not fit "
                    + values + " feature values and " + labels.length + " labels");
        }
        for (int row = 0; row < rows; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new IllegalArgumentException("label " + labels[row] + " of row " + row + " is outside 0 to " + (classes - 1));
            }
        }
    }

    private void append(int label) {
        blockLabels[pending++] = label;
        if (pending == BLOCK_ROWS) {
            flush();
        }
    }

    /** Merges the pending block: its own scatter about its own class means, and one correction row a class for the means' distance. */
    private void flush() {
        if (pending == 0) {
            return;
        }
        int rows = pending;
        long[] blockCounts = new long[classes];
        int[] slots = new int[classes];
        int present = 0;
        for (int row = 0; row < rows; row++) {
            if (blockCounts[blockLabels[row]]++ == 0) {
                slots[blockLabels[row]] = present++;
            }
        }
        double[] blockMeans = new double[present * width];
        for (int row = 0; row < rows; row++) {
            int mean = slots[blockLabels[row]] * width;
            for (int j = 0; j < width; j++) {
                blockMeans[mean + j] += block[row * width + j];
            }
        }
        double[] blockSquares = new double[classes];
        for (int k = 0; k < classes; k++) {
            for (int j = 0; blockCounts[k] > 0 && j < width; j++) {
                blockMeans[slots[k] * width + j] /= blockCounts[k];
            }
        }
        for (int row = 0; row < rows; row++) {
            int mean = slots[blockLabels[row]] * width;
            double square = 0;
            for (int j = 0; j < width; j++) {
                double difference = block[row * width + j] - blockMeans[mean + j];
                block[row * width + j] = difference;
                square += difference * difference;
            }
            blockSquares[blockLabels[row]] += square;
        }
        for (int k = 0; k < classes; k++) {
            if (blockCounts[k] > 0) {
                merge(k, blockCounts[k], blockSquares[k], blockMeans, slots[k] * width);
            }
        }
        addToScatter();
    }

    /**
     * Merges one class's count, squares and mean (relative to the anchor, at {@code mean[from]}), and leaves the
     * correction √(n_a n_b/(n_a + n_b)) δ as a row of the block.
     */
    private void merge(int label, long newCount, double newSquares, double[] mean, int from) {
        long oldCount = counts[label];
        double scale = Math.sqrt((double) oldCount * newCount / (oldCount + newCount));
        double share = (double) newCount / (oldCount + newCount);
        int at = label * width;
        if (pending * width == block.length) {
            addToScatter();
        }
        int row = pending++ * width;
        double square = 0;
        for (int j = 0; j < width; j++) {
            double delta = mean[from + j] - offsets[at + j];
            double correction = scale * delta;
            block[row + j] = correction;
            square += correction * correction;
            offsets[at + j] += share * delta;
        }
        squares[label] += newSquares + square;
        counts[label] = oldCount + newCount;
    }

    /** Adds the outer products of all rows of the block to the scatter's upper triangle, and empties the block. */
    private void addToScatter() {
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, width, pending, 1, block, width, 1, scatter, width);
        pending = 0;
    }
}
