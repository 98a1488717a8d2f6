package org.ncollapse.ufm;

import java.util.Locale;

/**
 * What every model asks of its settings; each refusal is an IllegalArgumentException whose message a person can act on.
 */
final class Settings {

    private Settings() {}

    /** K, of at least two classes. */
    static void checkClasses(int classes) {
        check(classes >= 2, "a model needs 2 or more classes, not %d", classes);
    }

    /** n, of at least one sample a class and no more than an int counts in all. */
    static void checkPerClass(int classes, int perClass) {
        check(perClass >= 1, "every class needs 1 or more samples, not %d", perClass);
        check(
                (long) classes * perClass <= Integer.MAX_VALUE,
                "%d classes of %d samples are more than can be counted",
                classes,
                perClass);
    }

    /** d. */
    static void checkWidth(int width) {
        check(width >= 1, "every layer needs a width of 1 or more, not %d", width);
    }

    /** λ of a factor: without it the features or weights above grow without bound, and there is no minimiser. */
    static void checkDecay(String factor, double decay) {
        check(
                decay > 0 && Double.isFinite(decay),
                "the decay of %s must be a finite number above 0, not %s",
                factor,
                decay);
    }

    /** λ_b, with infinity for no bias. */
    static void checkBiasDecay(double decay) {
        check(decay >= 0, "the decay of the bias must be 0 or more, not %s", decay);
    }

    static void check(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, values));
        }
    }
}
