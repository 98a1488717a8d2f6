package org.ncollapse.stats;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.ejml.data.DMatrixRMaj;

/**
 * One pass over the samples of a split that computes {@link SampleMetrics}. Works outside the heap, on blocks that fit
 * in the cache of a core. Not thread-safe.
 */
final class SampleMetricsPass implements FeatureConsumer, DoubleFeatureConsumer, AutoCloseable {
    private static final int BLOCK_ROWS = 128;

    private final HeadEvaluator evaluator;
    private final int classes;
    private final Center trainingCenter;
    private final Center splitCenter;
    private final boolean hasEqualGlobalMeans;
    /** The centered class means of the training split h̄_k − h̄_G, then the directions of w_k − w̄: 2K×d. */
    private final OffHeapRows meansAndDirections;

    private final double[] halfSquares;
    private final OffHeapRows shifted;
    private final OffHeapRows products;
    private final double[] row;
    private final double[] productsFromTrainingMean;
    private final double[] productsFromSplitMean;
    private final double[] margins;
    private int samples;
    private long mismatches;
    private boolean undefined;

    /**
     * A global mean as the sum of a rounded vector and the remainder. Features far from the origin and close to each
     * other would lose digits to the rounding.
     */
    private record Center(double[] mean, double[] remainder) {
        static Center of(FeatureStatistics statistics) {
            return new Center(statistics.globalMean(), statistics.globalMeanRemainder());
        }

        boolean equalTo(Center other) {
            return Arrays.equals(mean, other.mean) && Arrays.equals(remainder, other.remainder);
        }
    }

    SampleMetricsPass(
            HeadEvaluator evaluator, FeatureStatistics trainingStatistics, FeatureStatistics splitStatistics) {
        this.evaluator = evaluator;
        classes = splitStatistics.classes();
        Head head = evaluator.head().firstOutputs(classes);
        margins = new double[evaluator.sampleCount()];
        trainingCenter = Center.of(trainingStatistics);
        splitCenter = Center.of(splitStatistics);
        hasEqualGlobalMeans = splitCenter.equalTo(trainingCenter);
        halfSquares = new double[classes];
        meansAndDirections = OffHeapRows.of(
                meansAndDirections(trainingStatistics.centeredMeans(), head.centeredWeights(), halfSquares));
        shifted = new OffHeapRows(BLOCK_ROWS, head.width());
        products = new OffHeapRows(BLOCK_ROWS, 2 * classes);
        row = new double[head.width()];
        productsFromTrainingMean = new double[BLOCK_ROWS * 2 * classes];
        productsFromSplitMean =
                hasEqualGlobalMeans ? productsFromTrainingMean : new double[productsFromTrainingMean.length];
    }

    private static DMatrixRMaj meansAndDirections(DMatrixRMaj means, DMatrixRMaj weights, double[] halfSquares) {
        int classes = means.numRows;
        DMatrixRMaj both = new DMatrixRMaj(2 * classes, means.numCols);
        for (int k = 0; k < classes; k++) {
            double square = 0;
            double weight = 0;
            for (int j = 0; j < means.numCols; j++) {
                square += means.get(k, j) * means.get(k, j);
                weight += weights.get(k, j) * weights.get(k, j);
            }
            halfSquares[k] = square / 2;
            double norm = Math.sqrt(weight);
            for (int j = 0; j < means.numCols; j++) {
                both.set(k, j, means.get(k, j));
                both.set(classes + k, j, weights.get(k, j) / norm);
            }
        }
        return both;
    }

    @Override
    public void accept(float[] values, int[] labels, int rows) {
        addBlock(labels, rows, sample -> {
            int from = sample * row.length;
            for (int j = 0; j < row.length; j++) {
                row[j] = values[from + j];
            }
        });
    }

    @Override
    public void accept(double[] values, int[] labels, int rows) {
        addBlock(labels, rows, sample -> System.arraycopy(values, sample * row.length, row, 0, row.length));
    }

    /** @param read copies a sample's features to {@code row} */
    private void addBlock(int[] labels, int rows, IntConsumer read) {
        for (int first = 0; first < rows; first += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, rows - first);
            multiply(first, count, read, trainingCenter, productsFromTrainingMean);
            if (!hasEqualGlobalMeans) {
                multiply(first, count, read, splitCenter, productsFromSplitMean);
            }
            for (int i = 0; i < count; i++) {
                addSample(i, labels[first + i]);
            }
        }
    }

    private void addSample(int sample, int label) {
        int from = sample * 2 * classes;
        // ‖h − h̄_k‖² is smallest where (h − h̄_G)·(h̄_k − h̄_G) − ½‖h̄_k − h̄_G‖² is largest. The products are
        // replaced by these values.
        for (int k = 0; k < classes; k++) {
            productsFromTrainingMean[from + k] -= halfSquares[k];
        }
        int predicted = evaluator.prediction(samples);
        int nearest = Head.argmax(productsFromTrainingMean, from, classes);
        undefined |= predicted < 0 || nearest < 0;
        mismatches += predicted == nearest ? 0 : 1;
        margins[samples++] =
                margin(productsFromSplitMean, from + classes, label) / Math.sqrt(shifted.squaredNorm(sample));
    }

    /**
     * Computes the products of the features minus a center, which stay in {@code shifted}, with all means and
     * directions.
     */
    private void multiply(int first, int rows, IntConsumer read, Center center, double[] result) {
        for (int i = 0; i < rows; i++) {
            read.accept(first + i);
            for (int j = 0; j < row.length; j++) {
                row[j] = row[j] - center.mean[j] - center.remainder[j];
            }
            shifted.setRow(i, row, 0);
        }
        shifted.multiplyTransposed(rows, meansAndDirections, products);
        products.get(0, 0, result, 0, rows * 2 * classes);
    }

    SampleMetrics metrics() {
        double mismatch = undefined ? Double.NaN : (double) mismatches / samples;
        Arrays.sort(margins);
        return new SampleMetrics(mismatch, percentile(margins, 0), percentile(margins, 5), percentile(margins, 50));
    }

    @Override
    public void close() {
        List.of(meansAndDirections, shifted, products).forEach(OffHeapRows::close);
    }

    /** Returns the product with the direction of the sample's class minus the largest of the others. */
    private double margin(double[] products, int from, int label) {
        double largestOther = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            if (k != label) {
                largestOther = Math.max(largestOther, products[from + k]);
            }
        }
        return classes == 1 ? Double.NaN : products[from + label] - largestOther;
    }

    /** Returns a percentile of sorted values by linear interpolation; NaN if there are no values or one is NaN. */
    private static double percentile(double[] sorted, double percent) {
        if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
            return Double.NaN;
        }
        double position = percent / 100 * (sorted.length - 1);
        int lower = (int) position;
        int upper = Math.min(lower + 1, sorted.length - 1);
        return sorted[lower] + (position - lower) * (sorted[upper] - sorted[lower]);
    }
}
