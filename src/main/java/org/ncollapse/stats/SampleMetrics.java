package org.ncollapse.stats;

/**
 * The metrics that need a second pass over the samples, when the class means are known.
 *
 * @param nc4Mismatch fraction of samples with argmax(Wh + b) ≠ argmin_k ‖h − h̄_k‖, h̄_k the class means of the
 *     training split, ties to the lower class (Papyan, Han &amp; Donoho 2020)
 * @param marginP0 smallest cosine margin: cos∠(w_y − w̄, h − h̄_G) − max_{j≠y} cos∠(w_j − w̄, h − h̄_G), h̄_G of this
 *     split (Zhou et al. 2022); K/(K−1) at collapse
 * @param marginP5 its 5th percentile, by linear interpolation
 * @param marginP50 its median
 */
public record SampleMetrics(double nc4Mismatch, double marginP0, double marginP5, double marginP50) {

    /** Returns the values for a layer that the head does not read: all are NaN. */
    public static SampleMetrics allNaN() {
        return new SampleMetrics(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /**
     * Computes the metrics from a split's features.
     *
     * <p>A value is NaN if it needs the mean of a class without samples. The margins are also NaN if the cosine of a
     * sample is undefined (its feature equals h̄_G, or a row of W equals w̄), and if there is only one class.
     *
     * @param features the split's features
     * @param evaluator the head's evaluator after the same samples in the same order; outputs of the head after the
     *     K-th take part in its decisions only
     * @param trainingStatistics statistics of the training split, whose means determine the nearest class
     * @param splitStatistics statistics of this split
     */
    public static SampleMetrics of(
            FeatureBuffer features,
            HeadEvaluator evaluator,
            FeatureStatistics trainingStatistics,
            FeatureStatistics splitStatistics) {
        check(features.width(), features.rows(), evaluator, trainingStatistics, splitStatistics);
        try (SampleMetricsPass pass = new SampleMetricsPass(evaluator, trainingStatistics, splitStatistics)) {
            features.forEachBatch(pass);
            return pass.metrics();
        }
    }

    /** The same for features in double precision. */
    public static SampleMetrics of(
            FeatureSource features,
            HeadEvaluator evaluator,
            FeatureStatistics trainingStatistics,
            FeatureStatistics splitStatistics) {
        check(features.width(), features.rows(), evaluator, trainingStatistics, splitStatistics);
        try (SampleMetricsPass pass = new SampleMetricsPass(evaluator, trainingStatistics, splitStatistics)) {
            features.forEachBatch(pass);
            return pass.metrics();
        }
    }

    /** Returns the metrics without {@code nc4_mismatch}, if the class means of the training split are unknown. */
    public SampleMetrics withoutNc4() {
        return new SampleMetrics(Double.NaN, marginP0, marginP5, marginP50);
    }

    /**
     * The same for features in memory, whose own means determine the nearest class.
     *
     * @param features one sample after the other, {@code labels.length} × d values
     */
    public static SampleMetrics of(
            double[] features, int[] labels, HeadEvaluator evaluator, FeatureStatistics splitStatistics) {
        check(features.length / Math.max(1, labels.length), labels.length, evaluator, splitStatistics, splitStatistics);
        try (SampleMetricsPass pass = new SampleMetricsPass(evaluator, splitStatistics, splitStatistics)) {
            pass.accept(features, labels, labels.length);
            return pass.metrics();
        }
    }

    private static void check(
            int width,
            int rows,
            HeadEvaluator evaluator,
            FeatureStatistics trainingStatistics,
            FeatureStatistics splitStatistics) {
        if (evaluator.sampleCount() != rows) {
            throw new IllegalArgumentException(
                    "the head's evaluator has " + evaluator.sampleCount() + " samples, but the split has " + rows);
        }
        Head head = evaluator.head();
        if (width != head.width()
                || trainingStatistics.width() != head.width()
                || splitStatistics.width() != head.width()
                || trainingStatistics.classes() != splitStatistics.classes()
                || splitStatistics.classes() > head.classes()) {
            throw new IllegalArgumentException(
                    "the features, the head and the statistics differ in width or number of classes");
        }
    }
}
