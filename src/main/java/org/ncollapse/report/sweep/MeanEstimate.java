package org.ncollapse.report.sweep;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The mean of a sample and the 95 % confidence interval of what it is a mean of, by Student's t.
 *
 * @param n of the values that are defined
 * @param mean NaN without values; on the logarithmic scale the geometric one, NaN where a value is not positive
 * @param std of the sample, over n − 1; on the logarithmic scale in decades; NaN of fewer than two
 * @param ci95Low mean − t·deviation/√n, brought back from the scale; NaN of fewer than two
 * @param ci95High likewise
 */
public record MeanEstimate(int n, double mean, double std, double ci95Low, double ci95High) {

    private static final double UPPER_TAIL = 0.975;

    /**
     * Averages values.
     *
     * @param values NaN where undefined: those are not counted
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
        double deviation = Math.sqrt(Arrays.stream(scaled)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (n - 1));
        double reach = new TDistribution(n - 1).inverseCumulativeProbability(UPPER_TAIL) * deviation / Math.sqrt(n);
        return new MeanEstimate(
                n, scale.inverse(mean), deviation, scale.inverse(mean - reach), scale.inverse(mean + reach));
    }
}
