package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;

/**
 * How collapse goes on over time: the measures of the network or of a model.
 *
 * @param metrics what is measured: {@code nc1}, {@code nc2_of}, …
 * @param times ascending, from zero: Σ η of the network, of a model its flow's
 * @param values for each quantity one value a time
 */
record Trajectory(List<String> metrics, double[] times, double[][] values) {

    /** The resolution of single precision, in which a network's features come: smaller distances are noise. */
    private static final double SMALLEST_DISTANCE = 1e-7;

    /** NC1, or the smallest that can be told from rounding. */
    static double clampNc1(double nc1) {
        return Math.max(nc1, SMALLEST_DISTANCE * SMALLEST_DISTANCE);
    }

    /**
     * log10 of a quantity's value, of the smallest that can be told from rounding at least; NC1 is made of squared
     * distances.
     */
    double log10(int quantity, double value) {
        boolean squared = metrics.get(quantity).startsWith("nc1");
        return Math.log10(squared ? clampNc1(value) : Math.max(value, SMALLEST_DISTANCE));
    }

    /**
     * A quantity at a time between the recorded ones: linear in the logarithms of value and time, before the first
     * recorded time linear in time itself, and after the last one constant.
     */
    double interpolate(int quantity, double anyTime) {
        double time = Math.min(anyTime, endTime());
        int after = Arrays.binarySearch(times, time);
        if (after >= 0) {
            return values[quantity][after];
        }
        after = -after - 1;
        double from = times[after - 1];
        double share = after == 1 ? time / times[1] : Math.log(time / from) / Math.log(times[after] / from);
        double low = log10(quantity, values[quantity][after - 1]);
        return Math.pow(10, low + share * (log10(quantity, values[quantity][after]) - low));
    }

    /** Every quantity at times of another clock, which are multiplied by {@code scale}. */
    double[][] interpolate(double[] otherTimes, double scale) {
        double[][] then = new double[values.length][otherTimes.length];
        for (int q = 0; q < then.length; q++) {
            for (int i = 0; i < otherTimes.length; i++) {
                then[q][i] = interpolate(q, scale * otherTimes[i]);
            }
        }
        return then;
    }

    /** The last time. */
    double endTime() {
        return times[times.length - 1];
    }
}
