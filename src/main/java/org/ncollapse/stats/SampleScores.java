package org.ncollapse.stats;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * What needs every sample again once the class means are known.
 *
 * @param nc4Mismatch share of samples with argmax(Wh + b) ≠ argmin_k ‖h − h̄_k‖, h̄_k the training means, ties to the lower class
 *                    (Papyan, Han &amp; Donoho 2020)
 * @param marginP0    smallest cosine margin: cos∠(w_y − w̄, h − h̄_G) − max_{j≠y} cos∠(w_j − w̄, h − h̄_G), h̄_G the split's own
 *                    (Zhou et al. 2022); K/(K−1) at collapse
 * @param marginP5    its 5th percentile, by linear interpolation
 * @param marginP50   its median
 */
public record SampleScores(double nc4Mismatch, double marginP0, double marginP5, double marginP50) {

    /** For a layer that the head does not read: NaN throughout. */
    public static SampleScores absent() {
        return new SampleScores(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /**
     * Reads a split's features once more.
     *
     * <p>A value is NaN if a class mean that it needs does not exist. The margins are also NaN if a single sample's cosine is undefined:
     * its feature equals h̄_G, or a row of W equals w̄; and where there is one class only.
     *
     * @param features the split's features
     * @param head     the layer that reads them
     * @param training statistics of the training split, whose means decide the nearest class
     * @param own      statistics of this split
     */
    public static SampleScores of(FeatureSpool features, Head head, FeatureStatistics training, FeatureStatistics own) {
        check(features.width(), head, training, own);
        Pass pass = new Pass(features.rows(), head, training, own);
        features.replay(pass);
        return pass.scores();
    }

    /**
     * The same for features in double precision, whose own means decide the nearest class.
     *
     * @param features one sample after the other, {@code labels.length} × d values
     */
    public static SampleScores of(double[] features, int[] labels, Head head, FeatureStatistics own) {
        check(features.length / Math.max(1, labels.length), head, own, own);
        Pass pass = new Pass(labels.length, head, own, own);
        pass.accept(features, labels, labels.length);
        return pass.scores();
    }

    private static void check(int width, Head head, FeatureStatistics training, FeatureStatistics own) {
        if (width != head.width() || training.width() != head.width() || own.width() != head.width()
                || training.classes() != head.classes() || own.classes() != head.classes()) {
            throw new IllegalArgumentException("the features, the head and the statistics differ in width or number of classes");
        }
    }

    /** The percentile of sorted values by linear interpolation between neighbours; NaN without values or if one is NaN. */
    private static double percentile(double[] sorted, double percent) {
        if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
            return Double.NaN;
        }
        double position = percent / 100 * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    private static final class Pass implements FeatureBlock {
        private final Head head;
        private final double[] trainingCentre;
        private final DMatrixRMaj nearest;
        private final double[] halfSquares;
        private final double[] ownCentre;
        private final DMatrixRMaj directions;
        private final double[] margins;
        private int samples;
        private long mismatches;
        private boolean undefined;

        Pass(int rows, Head head, FeatureStatistics training, FeatureStatistics own) {
            this.head = head;
            this.margins = new double[rows];
            this.trainingCentre = training.globalMean();
            this.nearest = training.centredMeans();
            this.halfSquares = new double[head.classes()];
            this.ownCentre = own.globalMean();
            this.directions = head.centredWeights();
            for (int k = 0; k < head.classes(); k++) {
                double square = 0;
                double weight = 0;
                for (int j = 0; j < head.width(); j++) {
                    square += nearest.get(k, j) * nearest.get(k, j);
                    weight += directions.get(k, j) * directions.get(k, j);
                }
                halfSquares[k] = square / 2;
                double norm = Math.sqrt(weight);
                for (int j = 0; j < head.width(); j++) {
                    directions.set(k, j, directions.get(k, j) / norm);
                }
            }
        }

        @Override
        public void accept(float[] features, int[] labels, int rows) {
            double[] doubles = new double[rows * head.width()];
            for (int i = 0; i < doubles.length; i++) {
                doubles[i] = features[i];
            }
            accept(doubles, labels, rows);
        }

        void accept(double[] features, int[] labels, int rows) {
            int width = head.width();
            int classes = head.classes();
            double[] values = new double[rows * width];
            double[] logits = new double[rows * classes];
            double[] proximity = new double[rows * classes];
            double[] cosines = new double[rows * classes];
            head.logits(features, rows, logits);
            // ‖h − h̄_k‖² is smallest where (h − h̄_G)·(h̄_k − h̄_G) − ½‖h̄_k − h̄_G‖² is largest.
            shift(features, values, trainingCentre);
            multiply(values, nearest, rows, proximity);
            shift(features, values, ownCentre);
            multiply(values, directions, rows, cosines);
            for (int row = 0; row < rows; row++) {
                for (int k = 0; k < classes; k++) {
                    proximity[row * classes + k] -= halfSquares[k];
                }
                int predicted = Head.argmax(logits, row * classes, classes);
                int closest = Head.argmax(proximity, row * classes, classes);
                undefined |= predicted < 0 || closest < 0;
                mismatches += predicted == closest ? 0 : 1;
                margins[samples++] = margin(cosines, row * classes, labels[row]) / norm(values, row * width);
            }
        }

        private static void shift(double[] features, double[] values, double[] centre) {
            for (int i = 0; i < values.length; ) {
                for (int j = 0; j < centre.length; j++, i++) {
                    values[i] = features[i] - centre[j];
                }
            }
        }

        private void multiply(double[] values, DMatrixRMaj rowsOfMatrix, int rows, double[] into) {
            cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, head.classes(), head.width(),
                    1, values, head.width(), rowsOfMatrix.data, head.width(), 0, into, head.classes());
        }

        private double norm(double[] values, int from) {
            double square = 0;
            for (int j = 0; j < head.width(); j++) {
                square += values[from + j] * values[from + j];
            }
            return Math.sqrt(square);
        }

        private double margin(double[] cosines, int from, int label) {
            double rival = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < head.classes(); k++) {
                if (k != label) {
                    rival = Math.max(rival, cosines[from + k]);
                }
            }
            return head.classes() == 1 ? Double.NaN : cosines[from + label] - rival;
        }

        SampleScores scores() {
            double mismatch = undefined ? Double.NaN : (double) mismatches / samples;
            Arrays.sort(margins);
            return new SampleScores(mismatch, percentile(margins, 0), percentile(margins, 5), percentile(margins, 50));
        }
    }
}
