package org.ncollapse.stats;

import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.CblasUpper;
import static org.bytedeco.openblas.global.openblas.cblas_dsyrk;

import org.ejml.data.DMatrixRMaj;

/**
 * Accumulates class counts, class means and the within-class scatter of features that stream by.
 *
 * <p>Exact at collapse, in one look at each sample. A sample is taken as its difference to its class's anchor (the
 * first sample seen of that class, fixed from then on), less an offset: the mean of the class's first n_a samples,
 * relative to the anchor. The scatter grows by the outer product of that difference. Once as many samples have come
 * since, n_b = n_a, they are <em>settled</em>: with δ their mean difference the scatter gives back n_b²/(n_a + n_b)
 * δδᵀ, which makes it the scatter about the mean of all n_a + n_b (Chan, Golub &amp; LeVeque 1983, rearranged), and the
 * offset moves there. Their differences make at least n_b δδᵀ, so in no direction is more given back than half of what
 * they brought, wherever the first samples lay: no digit is lost that matters, and a spread of 1e-6 at distance 1e3
 * from the origin is as exact as at the origin. Doubling makes it log₂ n corrections a class, so that they cost nothing
 * beside the samples.
 *
 * <p>Samples are gathered into blocks of a fixed size, whatever the sizes they arrive in: how a split was batched does
 * not change a bit of the result. A block costs one symmetric rank update, rows·d² operations. Memory, outside the heap
 * but for the class means: d² + 800·d doubles, until {@link #close}. Not thread-safe.
 */
public final class ClassMoments implements FeatureConsumer, DoubleFeatureConsumer, AutoCloseable {
    private static final int BLOCK_ROWS = 384;

    private final int classes;
    private final int width;
    private final double[][] anchors;
    private final double[][] offsets;
    /** Of the differences since a class was last settled. */
    private final double[][] sums;

    private final double[] squares;
    private final long[] settled;
    private final long[] since;

    private final OffHeapRows scatter;
    private final OffHeapRows block;
    private final OffHeapRows corrections;
    private final double[] row;
    private int pending;
    private int pendingCorrections;

    /** Nothing seen yet, for labels 0 … classes − 1 and features of the given width. */
    public ClassMoments(int classes, int width) {
        if (classes < 1 || width < 1) {
            throw new IllegalArgumentException("classes and width must be positive, not " + classes + " and " + width);
        }
        this.classes = classes;
        this.width = width;
        anchors = new double[classes][width];
        offsets = new double[classes][width];
        sums = new double[classes][width];
        squares = new double[classes];
        settled = new long[classes];
        since = new long[classes];
        scatter = new OffHeapRows(width, width);
        block = new OffHeapRows(BLOCK_ROWS, width);
        corrections = new OffHeapRows(BLOCK_ROWS, width);
        row = new double[width];
    }

    /** {@inheritDoc} Throws IllegalArgumentException, having taken nothing, for a label outside 0 … K − 1. */
    @Override
    public void accept(float[] features, int[] labels, int rows) {
        check(features.length, labels, rows);
        for (int i = 0; i < rows; i++) {
            int from = i * width;
            for (int j = 0; j < width; j++) {
                row[j] = features[from + j];
            }
            take(labels[i]);
        }
    }

    /** The same for features in double precision. */
    @Override
    public void accept(double[] features, int[] labels, int rows) {
        check(features.length, labels, rows);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(features, i * width, row, 0, width);
            take(labels[i]);
        }
    }

    /** Adds what another accumulator of the same shape has seen; the other still stands for the same samples. */
    public void combine(ClassMoments other) {
        if (other == this || other.classes != classes || other.width != width) {
            throw new IllegalArgumentException("cannot combine " + classes + " classes of width " + width
                    + (other == this ? " with themselves" : " with " + other.classes + " of width " + other.width));
        }
        settleAll();
        other.settleAll();
        scatter.add(other.scatter);
        for (int k = 0; k < classes; k++) {
            if (other.settled[k] > 0) {
                merge(other, k);
            }
        }
        addToScatter();
    }

    /** The moments of everything seen so far; accumulation can go on afterwards. */
    public FeatureStatistics statistics() {
        settleAll();
        long samples = 0;
        DMatrixRMaj means = new DMatrixRMaj(classes, width);
        double[] variances = new double[classes];
        for (int k = 0; k < classes; k++) {
            samples += settled[k];
            variances[k] = squares[k] / settled[k];
            for (int j = 0; j < width; j++) {
                double mean = anchors[k][j] + offsets[k][j];
                means.set(k, j, settled[k] > 0 && Double.isFinite(mean) ? mean : Double.NaN);
            }
        }
        DMatrixRMaj within = new DMatrixRMaj(width, width);
        for (int i = 0; i < width; i++) {
            scatter.get(i, i, row, i, width - i);
            for (int j = i; j < width; j++) {
                double value = row[j] / samples;
                within.set(i, j, value);
                within.set(j, i, value);
            }
        }
        return new FeatureStatistics(settled.clone(), means, within, variances);
    }

    private void check(int values, int[] labels, int rows) {
        if (rows < 0 || labels.length < rows || values / width < rows) {
            throw new IllegalArgumentException(rows + " rows of width " + width + " do not fit " + values
                    + " feature values and " + labels.length + " labels");
        }
        for (int row = 0; row < rows; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new IllegalArgumentException(
                        "label " + labels[row] + " of row " + row + " is outside 0 to " + (classes - 1));
            }
        }
    }

    /** Adds the sample in {@code row}, which is overwritten. */
    private void take(int label) {
        double[] anchor = anchors[label];
        if (settled[label] == 0) {
            System.arraycopy(row, 0, anchor, 0, width);
        }
        subtract(row, anchor, offsets[label], sums[label]);
        append(label);
        since[label]++;
        if (since[label] >= settled[label]) {
            settle(label);
        }
        if (pending == BLOCK_ROWS || pendingCorrections == BLOCK_ROWS) {
            addToScatter();
        }
    }

    /** A method of its own over whole arrays: what the compiler makes vector instructions of, three times as fast. */
    private static void subtract(double[] row, double[] anchor, double[] offset, double[] sum) {
        for (int j = 0; j < row.length; j++) {
            // Two exact or nearly exact differences, where the sum of anchor and offset would round at the anchor's
            // distance.
            double difference = row[j] - anchor[j] - offset[j];
            row[j] = difference;
            sum[j] += difference;
        }
    }

    /** Adds the outer product of {@code row} to the scatter, and its square to the class's. */
    private void append(int label) {
        block.setRow(pending, row, 0);
        squares[label] += block.squaredNorm(pending++);
    }

    /** Makes the mean of all samples so far the class's offset, and the scatter that about it. */
    private void settle(int label) {
        long count = settled[label] + since[label];
        double root = Math.sqrt(count);
        double[] sum = sums[label];
        for (int j = 0; j < width; j++) {
            row[j] = sum[j] / root;
            offsets[label][j] += sum[j] / count;
            sum[j] = 0;
        }
        corrections.setRow(pendingCorrections, row, 0);
        squares[label] -= corrections.squaredNorm(pendingCorrections++);
        settled[label] = count;
        since[label] = 0;
    }

    private void settleAll() {
        for (int k = 0; k < classes; k++) {
            if (since[k] > 0) {
                settle(k);
            }
            if (pendingCorrections == BLOCK_ROWS) {
                addToScatter();
            }
        }
        addToScatter();
    }

    /**
     * Merges one settled class of another accumulator, whose scatter has been added: n_a n_b/(n_a + n_b) δδᵀ for the
     * means' distance.
     */
    private void merge(ClassMoments other, int label) {
        if (settled[label] == 0) {
            System.arraycopy(other.anchors[label], 0, anchors[label], 0, width);
        }
        long count = settled[label] + other.settled[label];
        double scale = Math.sqrt((double) settled[label] * other.settled[label] / count);
        double share = (double) other.settled[label] / count;
        for (int j = 0; j < width; j++) {
            double delta = other.anchors[label][j] - anchors[label][j] + other.offsets[label][j] - offsets[label][j];
            row[j] = scale * delta;
            offsets[label][j] += share * delta;
        }
        squares[label] += other.squares[label];
        append(label);
        settled[label] = count;
        if (pending == BLOCK_ROWS) {
            addToScatter();
        }
    }

    /** Adds what is pending to the scatter's upper triangle. */
    private void addToScatter() {
        cblas_dsyrk(
                CblasRowMajor,
                CblasUpper,
                CblasTrans,
                width,
                pending,
                1,
                block.pointer(),
                width,
                1,
                scatter.pointer(),
                width);
        cblas_dsyrk(
                CblasRowMajor,
                CblasUpper,
                CblasTrans,
                width,
                pendingCorrections,
                -1,
                corrections.pointer(),
                width,
                1,
                scatter.pointer(),
                width);
        pending = 0;
        pendingCorrections = 0;
    }

    /** Frees the memory outside the heap; snapshots stay what they are. */
    @Override
    public void close() {
        scatter.close();
        block.close();
        corrections.close();
    }
}
