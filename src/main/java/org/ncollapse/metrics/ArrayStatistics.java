package org.ncollapse.metrics;

import java.util.Arrays;

/** Mean and variance of a few numbers, in two passes; NaN without any. */
final class ArrayStatistics {

    private ArrayStatistics() {}

    static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** Σ(x − mean)², to be divided by the count or by one less. */
    static double sumOfSquaredDeviations(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum;
    }

    /** The population's variance. */
    static double variance(double[] values) {
        return sumOfSquaredDeviations(values) / values.length;
    }

    /** The population's standard deviation over the mean. */
    static double coefficientOfVariation(double[] values) {
        return SafeDivision.divide(Math.sqrt(variance(values)), mean(values));
    }
}
