package org.ncollapse.report.sweep;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The mean of a sample and the 95 % confidence interval of what it is a mean of, by Student's t.
 *
 * @param count of the values that are defined
 * @param mean NaN without values; on the logarithmic scale the geometric one, NaN where a value is not positive
 * @param deviation of the sample, over n − 1; on the logarithmic scale in decades; NaN of fewer than two
 * @param low mean − t·deviation/√n, brought back from the scale; NaN of fewer than two
 * @param high likewise
 */
public record Interval(int count, double mean, double deviation, double low, double high) {

    private static final double UPPER_TAIL = 0.975;

    /**
     * Averages values.
     *
     * @param values NaN where undefined: those are not counted
     */
    static Interval of(double[] values, Scale scale) {
        double[] defined =
                Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        double[] scaled = Arrays.stream(defined).map(scale::forth).toArray();
        int n = scaled.length;
        double mean = Arrays.stream(scaled).sum() / n;
        if (n == 0 || !Double.isFinite(mean)) {
            return new Interval(n, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        if (n == 1) {
            return new Interval(1, defined[0], Double.NaN, Double.NaN, Double.NaN);
        }
        double deviation = Math.sqrt(Arrays.stream(scaled)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (n - 1));
        double reach = new TDistribution(n - 1).inverseCumulativeProbability(UPPER_TAIL) * deviation / Math.sqrt(n);
        return new Interval(n, scale.back(mean), deviation, scale.back(mean - reach), scale.back(mean + reach));
    }
}
