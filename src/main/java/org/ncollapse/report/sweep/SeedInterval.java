package org.ncollapse.report.sweep;

import java.util.Arrays;

/**
 * The geometric mean of a quantity over seeds and an interval. For three or more seeds it is Student's 95 % confidence
 * interval of the mean of the logarithms; for two the lower and the higher value, because t would be 12.7.
 *
 * @param mean NaN if no seed has a value
 * @param low NaN for fewer than two seeds
 * @param high NaN for fewer than two seeds
 */
public record SeedInterval(double mean, double low, double high) {

    private static final int MIN_SEEDS_OF_T = 3;

    /**
     * Averages the values of seeds.
     *
     * @param logarithms decimal; NaN where undefined, those are not counted
     */
    static SeedInterval of(double[] logarithms) {
        MeanEstimate estimate = MeanEstimate.of(logarithms, AveragingScale.LINEAR);
        double[] ends = {estimate.ci95Low(), estimate.ci95High()};
        if (estimate.n() > 1 && estimate.n() < MIN_SEEDS_OF_T) {
            ends = Arrays.stream(logarithms)
                    .filter(value -> !Double.isNaN(value))
                    .sorted()
                    .toArray();
        }
        return new SeedInterval(Math.pow(10, estimate.mean()), Math.pow(10, ends[0]), Math.pow(10, ends[1]));
    }
}
