package org.ncollapse.report.sweep;

import java.util.Arrays;

/**
 * The mean of a quantity over seeds and an interval, as figures and pages show them. For three or more seeds it is
 * Student's 95 % confidence interval of the mean; for two the lower and the higher value, because t would be 12.7.
 *
 * @param n the number of defined values
 * @param mean NaN without values; on the logarithmic scale the geometric mean, NaN if a value is not positive
 * @param low NaN for fewer than two values
 * @param high NaN for fewer than two values
 */
public record SeedInterval(int n, double mean, double low, double high) {

    private static final int MIN_SEEDS_OF_T = 3;

    /**
     * Averages the values of seeds.
     *
     * @param values NaN where undefined; those are not counted
     */
    static SeedInterval of(double[] values, AveragingScale scale) {
        MeanEstimate estimate = MeanEstimate.of(values, scale);
        double[] ends = {estimate.ci95Low(), estimate.ci95High()};
        if (estimate.n() > 1 && estimate.n() < MIN_SEEDS_OF_T && Double.isFinite(estimate.mean())) {
            ends = Arrays.stream(values)
                    .filter(value -> !Double.isNaN(value))
                    .sorted()
                    .toArray();
        }
        return new SeedInterval(estimate.n(), estimate.mean(), ends[0], ends[1]);
    }

    /** As {@link #of}, for decimal logarithms; returns the mean and the interval of the values. */
    static SeedInterval ofLogarithms(double[] logarithms) {
        SeedInterval interval = of(logarithms, AveragingScale.LINEAR);
        return new SeedInterval(
                interval.n, Math.pow(10, interval.mean), Math.pow(10, interval.low), Math.pow(10, interval.high));
    }
}
