package org.ncollapse.spec;

/** A penalty λ in a file: a number of 0 or above. */
final class Penalty {

    private Penalty() {}

    /**
     * Reads a number that stands for a whole section.
     *
     * @param expected what the section may be
     * @throws InvalidValueException if the text is not a penalty
     */
    static double parse(String number, String expected) {
        double lambda;
        try {
            lambda = Double.parseDouble(number);
        } catch (NumberFormatException e) {
            lambda = Double.NaN;
        }
        InvalidValueException.throwUnless(isValid(lambda), "", number, expected);
        return lambda;
    }

    /** @throws InvalidValueException if the value of a key is not a penalty */
    static void require(String key, double lambda) {
        InvalidValueException.throwUnless(isValid(lambda), key, lambda, "a penalty of 0 or above");
    }

    private static boolean isValid(double lambda) {
        return lambda >= 0 && Double.isFinite(lambda);
    }
}
