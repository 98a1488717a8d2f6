package org.ncollapse.spec;

/**
 * A value of a file that is of the right type and impossible all the same; {@link SpecErrorMessage} adds file and line.
 */
final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The key within its section, for instance {@code learningRate}; empty where the section is a value itself. */
    final String key;

    /** What would have been right. */
    final String expected;

    /** Whether the value was left out and has no default. */
    final boolean missing;

    private InvalidValueException(String key, Object value, String expected) {
        super(key + ": '" + value + "' cannot be: expected " + expected);
        this.key = key;
        this.expected = expected;
        missing = value == null;
    }

    /**
     * @param key the key within its section
     * @param expected what would have been right, as a noun phrase: "a number above 0"
     * @throws InvalidValueException where {@code holds} is false
     */
    static void throwUnless(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new InvalidValueException(key, value, expected);
        }
    }

    /** @throws InvalidValueException where the value was left out and has no default */
    static void throwIfMissing(String key, Object value, String expected) {
        throwUnless(value != null, key, value, expected);
    }
}
