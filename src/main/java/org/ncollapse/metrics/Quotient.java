package org.ncollapse.metrics;

/** Division by the rule for edges: x/0 is undefined, and so NaN, never infinite. */
final class Quotient {

    private Quotient() {}

    static double of(double numerator, double denominator) {
        return denominator == 0 ? Double.NaN : numerator / denominator;
    }
}
