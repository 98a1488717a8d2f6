package org.ncollapse.ufm.fit;

/**
 * The factor τ from the network's accumulated learning rate to a model's time. It minimizes the sum of squared
 * differences of log10 of some metrics over the fitted epochs: by a grid over log τ, refined around its best point,
 * because the sum of squares may have several minima.
 *
 * @param value τ
 * @param atUpperBound whether τ is the largest that the simulated time allows
 * @param atLowerBound whether τ is the smallest that was tried: the model fits best if it stays at its start
 */
record TimeScale(double value, boolean atUpperBound, boolean atLowerBound) {
    /** The width of the searched interval below the largest τ. */
    private static final double DECADES = 6;

    private static final int POINTS = 600;
    private static final int REFINEMENTS = 4;
    private static final int REFINEMENT_POINTS = 20;

    /**
     * Fits τ. The largest τ is the one at which the model's trajectory ends with the network's.
     *
     * @param fittedEpochs how many of the network's times are fitted
     * @param metrics indices of the metrics
     */
    static TimeScale fit(Trajectory network, Trajectory model, int fittedEpochs, int... metrics) {
        double largest = Math.log10(model.endTime() / network.endTime());
        double best = minimum(network, model, fittedEpochs, metrics, largest - DECADES, largest, POINTS);
        double cell = DECADES / POINTS;
        for (int i = 0; i < REFINEMENTS; i++) {
            best = minimum(
                    network,
                    model,
                    fittedEpochs,
                    metrics,
                    best - cell,
                    Math.min(largest, best + cell),
                    REFINEMENT_POINTS);
            cell /= 10;
        }
        return new TimeScale(Math.pow(10, best), largest - best < cell, best - (largest - DECADES) < DECADES / POINTS);
    }

    private static double minimum(
            Trajectory network, Trajectory model, int fittedEpochs, int[] metrics, double from, double to, int points) {
        double best = to;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= points; i++) {
            double candidate = from + (to - from) * i / points;
            double squares = squares(network, model, fittedEpochs, metrics, Math.pow(10, candidate));
            if (squares < least) {
                least = squares;
                best = candidate;
            }
        }
        return best;
    }

    private static double squares(Trajectory network, Trajectory model, int fittedEpochs, int[] metrics, double scale) {
        double sum = 0;
        for (int q : metrics) {
            TrajectoryMetric metric = network.metrics().get(q);
            for (int i = 1; i < fittedEpochs; i++) {
                sum += Math.pow(
                        metric.log10(network.values()[q][i])
                                - metric.log10(model.interpolate(q, scale * network.times()[i])),
                        2);
            }
        }
        return sum;
    }
}
