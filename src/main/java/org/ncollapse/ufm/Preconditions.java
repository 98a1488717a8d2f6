package org.ncollapse.ufm;

import java.util.Locale;

/** Checks the settings of a model. Each method throws IllegalArgumentException with the value and the condition. */
final class Preconditions {

    private Preconditions() {}

    /** Checks that K is at least 2. */
    static void checkClasses(int classes) {
        check(classes >= 2, "a model needs at least 2 classes, not %d", classes);
    }

    /** Checks that n is at least 1 and that all samples together fit into an int. */
    static void checkSamplesPerClass(int classes, int samplesPerClass) {
        check(samplesPerClass >= 1, "each class needs at least 1 sample, not %d", samplesPerClass);
        check(
                (long) classes * samplesPerClass <= Integer.MAX_VALUE,
                "%d classes of %d samples are more than 2147483647 samples in total",
                classes,
                samplesPerClass);
    }

    /** Checks that d is at least 1. */
    static void checkWidth(int width) {
        check(width >= 1, "each layer needs a width of at least 1, not %d", width);
    }

    /**
     * Checks that λ of a factor is above 0: without it another factor grows without bound, and there is no minimizer.
     */
    static void checkLambda(String factor, double lambda) {
        check(
                lambda > 0 && Double.isFinite(lambda),
                "the penalty λ of %s must be a finite number above 0, not %s",
                factor,
                lambda);
    }

    /** Checks that λ_b is not negative. */
    static void checkBiasLambda(double lambda) {
        check(
                lambda >= 0 && Double.isFinite(lambda),
                "the penalty λ of the bias must be a finite number of at least 0, not %s",
                lambda);
    }

    static void check(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, values));
        }
    }
}
