package org.ncollapse.ufm.fit;

/**
 * The agreement between two curves in log10.
 *
 * @param r2 1 − Σ(observed − predicted)²/Σ(observed − mean)²: 1 for equal curves, negative for a model worse than the
 *     mean; NaN if the observed curve is flat
 * @param rmse the root of the mean squared difference, in decades
 */
record GoodnessOfFit(double r2, double rmse) {
    /** An observed curve is flat if its sum of squares, in squared decades, is below this. */
    private static final double FLAT = 1e-12;

    /** Compares two curves of one metric at the indices from {@code from} to before {@code to}. */
    static GoodnessOfFit of(TrajectoryMetric metric, double[] observed, double[] predicted, int from, int to) {
        double mean = 0;
        for (int i = from; i < to; i++) {
            mean += metric.log10(observed[i]) / (to - from);
        }
        double squares = 0;
        double spread = 0;
        for (int i = from; i < to; i++) {
            double value = metric.log10(observed[i]);
            squares += Math.pow(value - metric.log10(predicted[i]), 2);
            spread += Math.pow(value - mean, 2);
        }
        return new GoodnessOfFit(spread < FLAT ? Double.NaN : 1 - squares / spread, Math.sqrt(squares / (to - from)));
    }
}
