package org.ncollapse.metrics;

import java.util.Arrays;

/** Mean and variance of a few numbers, in two passes; NaN without any. */
final class Values {

    private Values() {}

    static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** Σ(x − mean)², to be divided by the count or by one less. */
    static double squaresAboutMean(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum;
    }

    /** The population's variance. */
    static double variance(double[] values) {
        return squaresAboutMean(values) / values.length;
    }

    /** The population's standard deviation over the mean. */
    static double variation(double[] values) {
        return Quotient.of(Math.sqrt(variance(values)), mean(values));
    }
}
