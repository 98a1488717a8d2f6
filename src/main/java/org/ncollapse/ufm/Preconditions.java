package org.ncollapse.ufm;

import java.util.Locale;

/**
 * What every model asks of its settings; each refusal is an IllegalArgumentException whose message a person can act on.
 */
final class Preconditions {

    private Preconditions() {}

    /** K, of at least two classes. */
    static void checkClasses(int classes) {
        check(classes >= 2, "a model needs 2 or more classes, not %d", classes);
    }

    /** n, of at least one sample a class and no more than an int counts in all. */
    static void checkSamplesPerClass(int classes, int samplesPerClass) {
        check(samplesPerClass >= 1, "every class needs 1 or more samples, not %d", samplesPerClass);
        check(
                (long) classes * samplesPerClass <= Integer.MAX_VALUE,
                "%d classes of %d samples are more than can be counted",
                classes,
                samplesPerClass);
    }

    /** d. */
    static void checkWidth(int width) {
        check(width >= 1, "every layer needs a width of 1 or more, not %d", width);
    }

    /** λ of a factor: without it the features or weights above grow without bound, and there is no minimiser. */
    static void checkLambda(String factor, double decay) {
        check(
                decay > 0 && Double.isFinite(decay),
                "the decay of %s must be a finite number above 0, not %s",
                factor,
                decay);
    }

    /** λ_b, with infinity for no bias. */
    static void checkBiasLambda(double decay) {
        check(decay >= 0, "the decay of the bias must be 0 or more, not %s", decay);
    }

    static void check(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, values));
        }
    }
}
