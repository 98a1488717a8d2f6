package org.ncollapse.report.sweep;

import java.util.Arrays;

/**
 * The mean of a sample with its 95 % confidence interval by Student's t.
 *
 * @param n the number of defined values
 * @param mean NaN without values; on the logarithmic scale the geometric mean, NaN if a value is not positive
 * @param std the sample standard deviation (n − 1); on the logarithmic scale in decades; NaN for fewer than two values
 * @param ci95Low mean − t·std/√n, transformed back from the scale; NaN for fewer than two values
 * @param ci95High mean + t·std/√n, transformed back from the scale; NaN for fewer than two values
 */
public record MeanEstimate(int n, double mean, double std, double ci95Low, double ci95High) {

    /**
     * Averages values.
     *
     * @param values NaN where undefined; those are not counted
     */
    static MeanEstimate of(double[] values, AveragingScale scale) {
        double[] defined =
                Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        double[] scaled = Arrays.stream(defined).map(scale::transform).toArray();
        int n = scaled.length;
        double mean = Arrays.stream(scaled).sum() / n;
        if (n == 0 || !Double.isFinite(mean)) {
            return new MeanEstimate(n, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        if (n == 1) {
            return new MeanEstimate(1, defined[0], Double.NaN, Double.NaN, Double.NaN);
        }
        double std = Math.sqrt(Arrays.stream(scaled)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (n - 1));
        double halfWidth = StudentQuantiles.ofMeanOf(n) * std / Math.sqrt(n);
        return new MeanEstimate(
                n, scale.inverse(mean), std, scale.inverse(mean - halfWidth), scale.inverse(mean + halfWidth));
    }
}
