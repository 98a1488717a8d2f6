package org.ncollapse.stats;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.ejml.data.DMatrixRMaj;

/**
 * What needs every sample again once the class means are known.
 *
 * @param nc4Mismatch share of samples with argmax(Wh + b) ≠ argmin_k ‖h − h̄_k‖, h̄_k the training means, ties to the
 *     lower class (Papyan, Han &amp; Donoho 2020)
 * @param marginP0 smallest cosine margin: cos∠(w_y − w̄, h − h̄_G) − max_{j≠y} cos∠(w_j − w̄, h − h̄_G), h̄_G the
 *     split's own (Zhou et al. 2022); K/(K−1) at collapse
 * @param marginP5 its 5th percentile, by linear interpolation
 * @param marginP50 its median
 */
public record SampleMetrics(double nc4Mismatch, double marginP0, double marginP5, double marginP50) {

    /** For a layer that the head does not read: NaN throughout. */
    public static SampleMetrics allNaN() {
        return new SampleMetrics(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /**
     * Reads a split's features once more.
     *
     * <p>A value is NaN if a class mean that it needs does not exist. The margins are also NaN if a single sample's
     * cosine is undefined: its feature equals h̄_G, or a row of W equals w̄; and where there is one class only.
     *
     * @param features the split's features
     * @param seen what the layer that reads them has made of the same samples, in the same order
     * @param training statistics of the training split, whose means decide the nearest class
     * @param own statistics of this split
     */
    public static SampleMetrics of(
            FeatureSpool features, HeadEvaluator seen, FeatureStatistics training, FeatureStatistics own) {
        check(features.width(), features.rows(), seen, training, own);
        try (Pass pass = new Pass(seen, training, own)) {
            features.replay(pass);
            return pass.scores();
        }
    }

    /** The same for features in double precision. */
    public static SampleMetrics of(
            FeatureSource features, HeadEvaluator seen, FeatureStatistics training, FeatureStatistics own) {
        check(features.width(), features.rows(), seen, training, own);
        try (Pass pass = new Pass(seen, training, own)) {
            features.replay(pass);
            return pass.scores();
        }
    }

    /** What is left where the training means are not known. */
    public SampleMetrics withoutNc4() {
        return new SampleMetrics(Double.NaN, marginP0, marginP5, marginP50);
    }

    /**
     * The same for features that are all in memory, whose own means decide the nearest class.
     *
     * @param features one sample after the other, {@code labels.length} × d values
     */
    public static SampleMetrics of(double[] features, int[] labels, HeadEvaluator seen, FeatureStatistics own) {
        check(features.length / Math.max(1, labels.length), labels.length, seen, own, own);
        try (Pass pass = new Pass(seen, own, own)) {
            pass.accept(features, labels, labels.length);
            return pass.scores();
        }
    }

    private static void check(
            int width, int rows, HeadEvaluator seen, FeatureStatistics training, FeatureStatistics own) {
        if (seen.sampleCount() != rows) {
            throw new IllegalArgumentException("the head has seen " + seen.sampleCount() + " samples, not " + rows);
        }
        Head head = seen.head();
        if (width != head.width()
                || training.width() != head.width()
                || own.width() != head.width()
                || training.classes() != head.classes()
                || own.classes() != head.classes()) {
            throw new IllegalArgumentException(
                    "the features, the head and the statistics differ in width or number of classes");
        }
    }

    /**
     * The percentile of sorted values by linear interpolation between neighbours; NaN without values or if one is NaN.
     */
    private static double percentile(double[] sorted, double percent) {
        if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
            return Double.NaN;
        }
        double position = percent / 100 * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    /** Works outside the heap, on blocks that stay in a core's cache. */
    private static final class Pass implements FeatureConsumer, DoubleFeatureConsumer, AutoCloseable {
        private static final int BLOCK_ROWS = 128;

        private final HeadEvaluator seen;
        private final int classes;
        private final double[] trainingCentre;
        private final double[] ownCentre;
        private final boolean oneCentre;
        /** The centred training means h̄_k − h̄_G, and behind them the directions of w_k − w̄: 2K×d. */
        private final OffHeapRows meansAndDirections;

        private final double[] halfSquares;
        private final OffHeapRows shifted;
        private final OffHeapRows products;
        private final double[] row;
        private final double[] byTrainingCentre;
        private final double[] byOwnCentre;
        private final double[] margins;
        private int samples;
        private long mismatches;
        private boolean undefined;

        Pass(HeadEvaluator seen, FeatureStatistics training, FeatureStatistics own) {
            this.seen = seen;
            Head head = seen.head();
            classes = head.classes();
            margins = new double[seen.sampleCount()];
            trainingCentre = training.globalMean();
            ownCentre = own.globalMean();
            oneCentre = Arrays.equals(ownCentre, trainingCentre);
            halfSquares = new double[classes];
            meansAndDirections =
                    OffHeapRows.of(meansAndDirections(training.centredMeans(), head.centredWeights(), halfSquares));
            shifted = new OffHeapRows(BLOCK_ROWS, head.width());
            products = new OffHeapRows(BLOCK_ROWS, 2 * classes);
            row = new double[head.width()];
            byTrainingCentre = new double[BLOCK_ROWS * 2 * classes];
            byOwnCentre = oneCentre ? byTrainingCentre : new double[byTrainingCentre.length];
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
            score(labels, rows, sample -> {
                int from = sample * row.length;
                for (int j = 0; j < row.length; j++) {
                    row[j] = values[from + j];
                }
            });
        }

        @Override
        public void accept(double[] values, int[] labels, int rows) {
            score(labels, rows, sample -> System.arraycopy(values, sample * row.length, row, 0, row.length));
        }

        /** {@code read} puts a sample's features into {@code row}. */
        private void score(int[] labels, int rows, IntConsumer read) {
            for (int first = 0; first < rows; first += BLOCK_ROWS) {
                int count = Math.min(BLOCK_ROWS, rows - first);
                multiply(first, count, read, trainingCentre, byTrainingCentre);
                if (!oneCentre) {
                    multiply(first, count, read, ownCentre, byOwnCentre);
                }
                for (int i = 0; i < count; i++) {
                    score(i, labels[first + i]);
                }
            }
        }

        private void score(int sample, int label) {
            int from = sample * 2 * classes;
            // ‖h − h̄_k‖² is smallest where (h − h̄_G)·(h̄_k − h̄_G) − ½‖h̄_k − h̄_G‖² is largest.
            for (int k = 0; k < classes; k++) {
                byTrainingCentre[from + k] -= halfSquares[k];
            }
            int predicted = seen.prediction(samples);
            int closest = Head.argmax(byTrainingCentre, from, classes);
            undefined |= predicted < 0 || closest < 0;
            mismatches += predicted == closest ? 0 : 1;
            margins[samples++] = margin(byOwnCentre, from + classes, label) / Math.sqrt(shifted.squaredNorm(sample));
        }

        /** The products of the features less a centre, which stay in {@code shifted}, with all means and directions. */
        private void multiply(int first, int rows, IntConsumer read, double[] centre, double[] into) {
            for (int i = 0; i < rows; i++) {
                read.accept(first + i);
                for (int j = 0; j < row.length; j++) {
                    row[j] -= centre[j];
                }
                shifted.setRow(i, row, 0);
            }
            shifted.multiplyTransposed(rows, meansAndDirections, products);
            products.get(0, 0, into, 0, rows * 2 * classes);
        }

        @Override
        public void close() {
            List.of(meansAndDirections, shifted, products).forEach(OffHeapRows::close);
        }

        private double margin(double[] cosines, int from, int label) {
            double rival = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                if (k != label) {
                    rival = Math.max(rival, cosines[from + k]);
                }
            }
            return classes == 1 ? Double.NaN : cosines[from + label] - rival;
        }

        SampleMetrics scores() {
            double mismatch = undefined ? Double.NaN : (double) mismatches / samples;
            Arrays.sort(margins);
            return new SampleMetrics(mismatch, percentile(margins, 0), percentile(margins, 5), percentile(margins, 50));
        }
    }
}
