package org.ncollapse.ufm.fit;

/**
 * The factor τ between the network's accumulated learning rate and a model's time, by least squares of the log10 of
 * some measures over the earlier epochs: a grid over log τ, then ever finer ones about its best point, because the sum
 * of squares may have several minima.
 *
 * @param value τ
 * @param atUpperBound whether it is the largest that the simulated time allows
 * @param atLowerBound whether it is the least that was tried: the model does best where it does not move
 */
record TimeScale(double value, boolean atUpperBound, boolean atLowerBound) {
    /** Decades below the largest τ in which it is sought. */
    private static final double DECADES = 6;

    private static final int POINTS = 600;
    private static final int REFINEMENTS = 4;

    /**
     * Fits τ; at most so large that the model's course lasts to the network's end.
     *
     * @param earlier how many of the network's times are fitted
     * @param quantities which measures
     */
    static TimeScale fit(Trajectory network, Trajectory model, int earlier, int... quantities) {
        double largest = Math.log10(model.endTime() / network.endTime());
        double best = minimum(network, model, earlier, quantities, largest - DECADES, largest, POINTS);
        double cell = DECADES / POINTS;
        for (int i = 0; i < REFINEMENTS; i++) {
            best = minimum(network, model, earlier, quantities, best - cell, Math.min(largest, best + cell), 20);
            cell /= 10;
        }
        return new TimeScale(Math.pow(10, best), largest - best < cell, best - (largest - DECADES) < DECADES / POINTS);
    }

    private static double minimum(
            Trajectory network, Trajectory model, int earlier, int[] quantities, double from, double to, int points) {
        double best = to;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= points; i++) {
            double candidate = from + (to - from) * i / points;
            double squares = squares(network, model, earlier, quantities, Math.pow(10, candidate));
            if (squares < least) {
                least = squares;
                best = candidate;
            }
        }
        return best;
    }

    private static double squares(Trajectory network, Trajectory model, int earlier, int[] quantities, double scale) {
        double sum = 0;
        for (int q : quantities) {
            for (int i = 1; i < earlier; i++) {
                sum += Math.pow(
                        network.log10(q, network.values()[q][i])
                                - network.log10(q, model.interpolate(q, scale * network.times()[i])),
                        2);
            }
        }
        return sum;
    }
}
