package org.ncollapse.metrics;

/** Division for which x/0 is undefined: NaN instead of infinity. */
final class SafeDivision {

    private SafeDivision() {}

    static double divide(double numerator, double denominator) {
        return denominator == 0 ? Double.NaN : numerator / denominator;
    }
}
