package org.ncollapse.spec;

/** Limits of a model's settings. */
final class UfmLimits {

    static final int MAX_CLASSES = 10_000;
    static final int MAX_SAMPLES_PER_CLASS = 1_000_000;
    static final String PENALTY = "a penalty above 0 such as 0.005";

    /** Limits the weights between two layers to 2²⁷ numbers, 1 GiB. */
    static final int MAX_WIDTH = 10_000;

    /** The same limit for a layer of features. */
    private static final long MAX_FEATURES = 1L << 27;

    private UfmLimits() {}

    static void checkClasses(Integer classes) {
        String expected = "a number of classes from 2 to " + MAX_CLASSES;
        InvalidValueException.throwIfMissing("classes", classes, expected);
        InvalidValueException.throwUnless(classes >= 2 && classes <= MAX_CLASSES, "classes", classes, expected);
    }

    static void checkSamplesPerClass(Integer samplesPerClass) {
        String expected = "a number of samples per class from 1 to " + MAX_SAMPLES_PER_CLASS;
        InvalidValueException.throwIfMissing("samplesPerClass", samplesPerClass, expected);
        InvalidValueException.throwUnless(
                samplesPerClass >= 1 && samplesPerClass <= MAX_SAMPLES_PER_CLASS,
                "samplesPerClass",
                samplesPerClass,
                expected);
    }

    static void checkWidth(Integer width) {
        String expected = "a width from 1 to " + MAX_WIDTH;
        InvalidValueException.throwIfMissing("width", width, expected);
        InvalidValueException.throwUnless(width >= 1 && width <= MAX_WIDTH, "width", width, expected);
    }

    static void checkFeatureCount(long samples, int maxWidth) {
        InvalidValueException.throwUnless(
                samples * maxWidth <= MAX_FEATURES,
                "samplesPerClass",
                samples,
                "fewer samples: their number times the largest width must not exceed " + MAX_FEATURES);
    }

    static void checkPenalty(String key, Double lambda) {
        InvalidValueException.throwIfMissing(key, lambda, PENALTY);
        InvalidValueException.throwUnless(isPenalty(lambda), key, lambda, PENALTY);
    }

    static boolean isPenalty(double lambda) {
        return lambda > 0 && Double.isFinite(lambda);
    }
}
