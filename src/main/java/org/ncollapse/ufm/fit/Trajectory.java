package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;

/**
 * Metrics of the network or of a model over time.
 *
 * @param metrics the metrics, NC1 first
 * @param times ascending, from zero: Σ η/(1 − μ) of the network since the start
 * @param values one row per metric, one column per time
 */
record Trajectory(List<TrajectoryMetric> metrics, double[] times, double[][] values) {

    /**
     * Returns the root mean squared difference to another trajectory in log10, in decades.
     *
     * @param from the first of the times, inclusive
     * @param to the last of the times, exclusive
     */
    double rmse(Trajectory other, int metric, int from, int to) {
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += squaredDifference(other.values[metric][i], metric, i);
        }
        return Math.sqrt(squares / (to - from));
    }

    /** Returns the squared difference of one value to that of a model, in log10. */
    double squaredDifference(double model, int metric, int time) {
        TrajectoryMetric kind = metrics.get(metric);
        return Math.pow(kind.log10(values[metric][time]) - kind.log10(model), 2);
    }

    /** Returns the trajectory that stays at this one's first values. */
    Trajectory constant() {
        double[][] constant = new double[values.length][times.length];
        for (int q = 0; q < values.length; q++) {
            Arrays.fill(constant[q], values[q][0]);
        }
        return new Trajectory(metrics, times, constant);
    }
}
