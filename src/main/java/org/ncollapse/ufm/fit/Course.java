package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;

/**
 * How collapse goes on over time: the measures of the network or of a model.
 *
 * @param quantities what is measured: {@code nc1}, {@code nc2_of}, …
 * @param times ascending, from zero: Σ η of the network, of a model its flow's
 * @param values for each quantity one value a time
 */
record Course(List<String> quantities, double[] times, double[][] values) {

    /** The resolution of single precision, in which a network's features come: smaller distances are noise. */
    private static final double SMALLEST_DISTANCE = 1e-7;

    /** NC1, or the smallest that can be told from rounding. */
    static double told(double nc1) {
        return Math.max(nc1, SMALLEST_DISTANCE * SMALLEST_DISTANCE);
    }

    /**
     * log10 of a quantity's value, of the smallest that can be told from rounding at least; NC1 is made of squared
     * distances.
     */
    double log(int quantity, double value) {
        boolean squared = quantities.get(quantity).startsWith("nc1");
        return Math.log10(squared ? told(value) : Math.max(value, SMALLEST_DISTANCE));
    }

    /**
     * A quantity at a time between the recorded ones: linear in the logarithms of value and time, before the first
     * recorded time linear in time itself, and after the last one constant.
     */
    double at(int quantity, double anyTime) {
        double time = Math.min(anyTime, end());
        int after = Arrays.binarySearch(times, time);
        if (after >= 0) {
            return values[quantity][after];
        }
        after = -after - 1;
        double from = times[after - 1];
        double share = after == 1 ? time / times[1] : Math.log(time / from) / Math.log(times[after] / from);
        double low = log(quantity, values[quantity][after - 1]);
        return Math.pow(10, low + share * (log(quantity, values[quantity][after]) - low));
    }

    /** Every quantity at times of another clock, which are multiplied by {@code scale}. */
    double[][] at(double[] otherTimes, double scale) {
        double[][] then = new double[values.length][otherTimes.length];
        for (int q = 0; q < then.length; q++) {
            for (int i = 0; i < otherTimes.length; i++) {
                then[q][i] = at(q, scale * otherTimes[i]);
            }
        }
        return then;
    }

    /** The last time. */
    double end() {
        return times[times.length - 1];
    }
}
