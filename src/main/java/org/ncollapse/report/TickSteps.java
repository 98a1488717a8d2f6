package org.ncollapse.report;

/** Distances between the ticks of an axis. */
public final class TickSteps {

    /** Absorbs rounding errors, so that a span of exactly the largest number of steps fits. */
    private static final double TOLERANCE = 1e-9;

    private TickSteps() {}

    /** Returns the smallest of 1, 2 and 5 times a power of ten that divides a span into at most {@code maxSteps}. */
    public static double linear(double span, int maxSteps) {
        double decade = Math.pow(10, Math.floor(Math.log10(span / maxSteps)));
        for (int digit : new int[] {1, 2, 5}) {
            if (digit * decade * maxSteps >= span * (1 - TOLERANCE)) {
                return digit * decade;
            }
        }
        return 10 * decade;
    }

    /** As {@link #linear}, for an axis of integers: at least 1. */
    public static int ofIntegers(int span, int maxSteps) {
        return span <= maxSteps ? 1 : (int) Math.round(linear(span, maxSteps));
    }

    /** Returns the number of decimals of the ticks' labels. */
    public static int decimals(double step) {
        return Math.max(0, (int) -Math.floor(Math.log10(step) + TOLERANCE));
    }

    /** Returns n, so that labels at every n-th power of ten are about {@code maxLabels} at most. */
    public static int decades(int firstExponent, int lastExponent, int maxLabels) {
        return (lastExponent - firstExponent) / maxLabels + 1;
    }
}
