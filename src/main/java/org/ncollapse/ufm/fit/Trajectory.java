package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;

/**
 * Metrics of the network or of a model over time.
 *
 * @param metrics the metrics, NC1 first
 * @param times ascending, from zero: Σ η of the network; the time of the gradient flow of a model
 * @param values one row per metric, one column per time
 */
record Trajectory(List<TrajectoryMetric> metrics, double[] times, double[][] values) {

    /**
     * Interpolates a metric: linearly in the logarithms of value and time; before the first recorded time linearly in
     * time itself; after the last one it is constant.
     */
    double interpolate(int metric, double anyTime) {
        double time = Math.min(anyTime, endTime());
        int after = Arrays.binarySearch(times, time);
        if (after >= 0) {
            return values[metric][after];
        }
        after = -after - 1;
        double from = times[after - 1];
        double fraction = after == 1 ? time / times[1] : Math.log(time / from) / Math.log(times[after] / from);
        double start = metrics.get(metric).log10(values[metric][after - 1]);
        return Math.pow(10, start + fraction * (metrics.get(metric).log10(values[metric][after]) - start));
    }

    /** Interpolates every metric at the times of another trajectory, each multiplied by {@code scale}. */
    double[][] interpolate(double[] otherTimes, double scale) {
        double[][] interpolated = new double[values.length][otherTimes.length];
        for (int q = 0; q < interpolated.length; q++) {
            for (int i = 0; i < otherTimes.length; i++) {
                interpolated[q][i] = interpolate(q, scale * otherTimes[i]);
            }
        }
        return interpolated;
    }

    /** Returns the last time. */
    double endTime() {
        return times[times.length - 1];
    }
}
