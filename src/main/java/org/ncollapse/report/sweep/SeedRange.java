package org.ncollapse.report.sweep;

import java.util.Arrays;

/**
 * The median and the range of a quantity over seeds.
 *
 * @param median NaN if no seed has a value
 * @param low the smallest value
 * @param high the largest value
 */
public record SeedRange(double median, double low, double high) {

    /** @param values NaN where undefined; those are not counted */
    static SeedRange of(double[] values) {
        double[] sorted = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        int n = sorted.length;
        return n == 0
                ? new SeedRange(Double.NaN, Double.NaN, Double.NaN)
                : new SeedRange((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0], sorted[n - 1]);
    }
}
