package org.ncollapse.spec;

/** What the numbers of a model may be. */
final class ModelLimits {

    static final int MOST_CLASSES = 10_000;
    static final int MOST_PER_CLASS = 1_000_000;
    static final String PENALTY = "a penalty above 0 such as 0.005";

    /** So that the weights between two layers stay below 2²⁷ numbers, 1 GiB. */
    static final int WIDEST = 10_000;

    /** The same for a layer of features. */
    private static final long MOST_FEATURES = 1L << 27;

    private ModelLimits() {}

    static void classes(Integer classes) {
        String expected = "a number of classes from 2 to " + MOST_CLASSES;
        InvalidValue.ifMissing("classes", classes, expected);
        InvalidValue.unless(classes >= 2 && classes <= MOST_CLASSES, "classes", classes, expected);
    }

    static void perClass(Integer perClass) {
        String expected = "a number of samples a class from 1 to " + MOST_PER_CLASS;
        InvalidValue.ifMissing("perClass", perClass, expected);
        InvalidValue.unless(perClass >= 1 && perClass <= MOST_PER_CLASS, "perClass", perClass, expected);
    }

    static void width(Integer width) {
        String expected = "a width from 1 to " + WIDEST;
        InvalidValue.ifMissing("width", width, expected);
        InvalidValue.unless(width >= 1 && width <= WIDEST, "width", width, expected);
    }

    static void size(long samples, int widest) {
        InvalidValue.unless(
                samples * widest <= MOST_FEATURES,
                "perClass",
                samples,
                "fewer samples: all of them times the widest layer must not exceed " + MOST_FEATURES);
    }

    static void penalty(String key, Double lambda) {
        InvalidValue.ifMissing(key, lambda, PENALTY);
        InvalidValue.unless(isPenalty(lambda), key, lambda, PENALTY);
    }

    static boolean isPenalty(double lambda) {
        return lambda > 0 && Double.isFinite(lambda);
    }
}
