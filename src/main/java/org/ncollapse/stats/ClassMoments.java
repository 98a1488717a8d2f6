package org.ncollapse.stats;

import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.CblasUpper;
import static org.bytedeco.openblas.global.openblas.cblas_dsyrk;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Accumulates class counts, class means and the within-class scatter of a stream of features, in one pass.
 *
 * <p>Accuracy at collapse: each class has an anchor, its first sample, and an offset, the mean of its first n_a samples
 * relative to the anchor.
 *
 * <ol>
 *   <li>Each sample is replaced by its difference from the anchor, minus the offset.
 *   <li>The outer product of this difference is added to the scatter.
 *   <li>After n_b = n_a further samples, let δ be the mean of these n_b differences: n_b²/(n_a + n_b) δδᵀ is subtracted
 *       from the scatter, which is then the scatter about the mean of all n_a + n_b samples (Chan, Golub &amp; LeVeque
 *       1983, rearranged).
 *   <li>The offset becomes this mean, and n_a doubles.
 * </ol>
 *
 * <p>The differences contribute at least n_b δδᵀ, so at most half of their contribution is subtracted in any direction,
 * and no relevant digit is lost: a spread of 1e-6 at distance 1e3 from the origin is as accurate as at the origin.
 * Because n_a doubles, there are log₂ n corrections per class, whose cost is negligible.
 *
 * <p>Samples are collected in blocks of a fixed size, so that the result is bitwise independent of the batch size. A
 * block takes one symmetric rank update, rows·d² operations. Memory: d² + 800·d doubles outside the heap, until
 * {@link #close}, and the class means on the heap. Not thread-safe.
 */
public final class ClassMoments implements FeatureConsumer, DoubleFeatureConsumer, AutoCloseable {
    private static final int BLOCK_ROWS = 384;

    private final int classes;
    private final int width;
    private final double[][] anchors;
    private final double[][] offsets;
    /** Sums of the differences since the last merge of each class. */
    private final double[][] sums;

    private final double[] squaredNormSums;
    private final long[] mergedCounts;
    private final long[] newCounts;

    private final OffHeapRows scatter;
    private final OffHeapRows block;
    private final OffHeapRows corrections;
    private final double[] row;
    private int blockRows;
    private int correctionRows;

    /** Creates an empty accumulator for labels 0 … classes − 1 and features of the given width. */
    public ClassMoments(int classes, int width) {
        if (classes < 1 || width < 1) {
            throw new IllegalArgumentException("classes and width must be positive, not " + classes + " and " + width);
        }
        this.classes = classes;
        this.width = width;
        anchors = new double[classes][width];
        offsets = new double[classes][width];
        sums = new double[classes][width];
        squaredNormSums = new double[classes];
        mergedCounts = new long[classes];
        newCounts = new long[classes];
        scatter = new OffHeapRows(width, width);
        block = new OffHeapRows(BLOCK_ROWS, width);
        corrections = new OffHeapRows(BLOCK_ROWS, width);
        row = new double[width];
    }

    /** {@inheritDoc} Throws IllegalArgumentException for a label outside 0 … K − 1; no sample is added then. */
    @Override
    public void accept(float[] features, int[] labels, int rows) {
        check(features.length, labels, rows);
        for (int i = 0; i < rows; i++) {
            int from = i * width;
            for (int j = 0; j < width; j++) {
                row[j] = features[from + j];
            }
            addSample(labels[i]);
        }
    }

    /** The same for features in double precision. */
    @Override
    public void accept(double[] features, int[] labels, int rows) {
        check(features.length, labels, rows);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(features, i * width, row, 0, width);
            addSample(labels[i]);
        }
    }

    /** Adds a batch: its moments if they have been computed already, or else its features. */
    @Override
    public void accept(FeatureBatch batch) {
        batch.moments().ifPresentOrElse(this::combine, () -> FeatureConsumer.super.accept(batch));
    }

    /** Adds samples whose moments have been computed elsewhere. */
    public void combine(PartialMoments part) {
        requireShape(part.classes(), part.width());
        mergeAllNew();
        scatter.add(part.scatter());
        for (int k = 0; k < classes; k++) {
            double[] anchor = Arrays.copyOfRange(part.anchors(), k * width, (k + 1) * width);
            double[] offset = Arrays.copyOfRange(part.offsets(), k * width, (k + 1) * width);
            merge(k, part.counts()[k], anchor, offset, part.squaredNormSums()[k]);
        }
        addToScatter();
    }

    /** Adds the samples of another accumulator of the same shape; the other one keeps its samples. */
    public void combine(ClassMoments other) {
        if (other == this) {
            throw new IllegalArgumentException("cannot combine moments with themselves");
        }
        requireShape(other.classes, other.width);
        mergeAllNew();
        other.mergeAllNew();
        scatter.add(other.scatter);
        for (int k = 0; k < classes; k++) {
            merge(k, other.mergedCounts[k], other.anchors[k], other.offsets[k], other.squaredNormSums[k]);
        }
        addToScatter();
    }

    /** Returns the moments of all samples so far; more samples can be added afterwards. */
    public FeatureStatistics statistics() {
        mergeAllNew();
        long samples = 0;
        DMatrixRMaj anchor = new DMatrixRMaj(classes, width);
        DMatrixRMaj offset = new DMatrixRMaj(classes, width);
        double[] variances = new double[classes];
        for (int k = 0; k < classes; k++) {
            samples += mergedCounts[k];
            variances[k] = squaredNormSums[k] / mergedCounts[k];
            for (int j = 0; j < width; j++) {
                boolean defined = mergedCounts[k] > 0 && Double.isFinite(anchors[k][j] + offsets[k][j]);
                anchor.set(k, j, defined ? anchors[k][j] : Double.NaN);
                offset.set(k, j, defined ? offsets[k][j] : Double.NaN);
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
        return new FeatureStatistics(mergedCounts.clone(), anchor, offset, within, variances);
    }

    private void requireShape(int otherClasses, int otherWidth) {
        if (otherClasses != classes || otherWidth != width) {
            throw new IllegalArgumentException("cannot combine " + classes + " classes of width " + width + " with "
                    + otherClasses + " of width " + otherWidth);
        }
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
    private void addSample(int label) {
        double[] anchor = anchors[label];
        if (mergedCounts[label] == 0) {
            System.arraycopy(row, 0, anchor, 0, width);
        }
        subtract(row, anchor, offsets[label], sums[label]);
        append(label);
        newCounts[label]++;
        if (newCounts[label] >= mergedCounts[label]) {
            mergeNew(label);
        }
        if (blockRows == BLOCK_ROWS || correctionRows == BLOCK_ROWS) {
            addToScatter();
        }
    }

    /** A separate method over whole arrays, which the JIT compiler vectorizes: three times as fast. */
    private static void subtract(double[] row, double[] anchor, double[] offset, double[] sum) {
        for (int j = 0; j < row.length; j++) {
            // Two differences that are exact or nearly exact. The sum of anchor and offset would be rounded to the
            // precision of the anchor.
            double difference = row[j] - anchor[j] - offset[j];
            row[j] = difference;
            sum[j] += difference;
        }
    }

    /** Adds the outer product of {@code row} to the scatter, and its square to the class's. */
    private void append(int label) {
        block.setRow(blockRows, row, 0);
        squaredNormSums[label] += block.squaredNorm(blockRows++);
    }

    /** Sets the class's offset to the mean of all its samples so far, and corrects the scatter accordingly. */
    private void mergeNew(int label) {
        long count = mergedCounts[label] + newCounts[label];
        double rootOfCount = Math.sqrt(count);
        double[] sum = sums[label];
        for (int j = 0; j < width; j++) {
            row[j] = sum[j] / rootOfCount;
            offsets[label][j] += sum[j] / count;
            sum[j] = 0;
        }
        corrections.setRow(correctionRows, row, 0);
        squaredNormSums[label] -= corrections.squaredNorm(correctionRows++);
        mergedCounts[label] = count;
        newCounts[label] = 0;
    }

    private void mergeAllNew() {
        for (int k = 0; k < classes; k++) {
            if (newCounts[k] > 0) {
                mergeNew(k);
            }
            if (correctionRows == BLOCK_ROWS) {
                addToScatter();
            }
        }
        addToScatter();
    }

    /**
     * Merges n_b other samples of one class, whose scatter has been added already: adds n_a n_b/(n_a + n_b) δδᵀ, where
     * δ is the difference of the means.
     */
    private void merge(int label, long added, double[] anchor, double[] offset, double squaredNormSum) {
        if (added == 0) {
            return;
        }
        if (mergedCounts[label] == 0) {
            System.arraycopy(anchor, 0, anchors[label], 0, width);
        }
        long count = mergedCounts[label] + added;
        double scale = Math.sqrt((double) mergedCounts[label] * added / count);
        double fraction = (double) added / count;
        for (int j = 0; j < width; j++) {
            double delta = anchor[j] - anchors[label][j] + offset[j] - offsets[label][j];
            row[j] = scale * delta;
            offsets[label][j] += fraction * delta;
        }
        squaredNormSums[label] += squaredNormSum;
        append(label);
        mergedCounts[label] = count;
        if (blockRows == BLOCK_ROWS) {
            addToScatter();
        }
    }

    /** Adds the block and the corrections to the scatter's upper triangle. */
    private void addToScatter() {
        cblas_dsyrk(
                CblasRowMajor,
                CblasUpper,
                CblasTrans,
                width,
                blockRows,
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
                correctionRows,
                -1,
                corrections.pointer(),
                width,
                1,
                scatter.pointer(),
                width);
        blockRows = 0;
        correctionRows = 0;
    }

    /** Frees the memory outside the heap; statistics that were returned stay valid. */
    @Override
    public void close() {
        scatter.close();
        block.close();
        corrections.close();
    }
}
