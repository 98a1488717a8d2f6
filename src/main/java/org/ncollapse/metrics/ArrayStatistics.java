package org.ncollapse.metrics;

import java.util.Arrays;

/** Mean and variance of an array, in two passes; NaN for an empty array. */
final class ArrayStatistics {

    private ArrayStatistics() {}

    static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** Returns Σ(x − mean)², to be divided by n or n − 1. */
    static double sumOfSquaredDeviations(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum;
    }

    /** Returns the population variance. */
    static double variance(double[] values) {
        return sumOfSquaredDeviations(values) / values.length;
    }

    /** Returns the population standard deviation divided by the mean. */
    static double coefficientOfVariation(double[] values) {
        return SafeDivision.divide(Math.sqrt(variance(values)), mean(values));
    }
}
