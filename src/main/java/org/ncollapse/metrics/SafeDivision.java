package org.ncollapse.metrics;

/** Division by the rule for edges: x/0 is undefined, and so NaN, never infinite. */
final class SafeDivision {

    private SafeDivision() {}

    static double divide(double numerator, double denominator) {
        return denominator == 0 ? Double.NaN : numerator / denominator;
    }
}
