package org.ncollapse.report.sweep;

import org.hipparchus.distribution.continuous.TDistribution;

/** The quantiles of Student's t that 95 % confidence intervals need. */
public final class StudentQuantiles {

    private static final double UPPER_TAIL = 0.975;

    private StudentQuantiles() {}

    /** Returns the 97.5 % quantile with n − 1 degrees of freedom; NaN for n below 2. */
    public static double ofMeanOf(int n) {
        return n < 2 ? Double.NaN : new TDistribution(n - 1).inverseCumulativeProbability(UPPER_TAIL);
    }
}
