package org.ncollapse.spec;

/** A value has the right type but is out of range. {@link SpecErrorMessage} adds file and line. */
final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * The key within its section, for instance {@code learningRate}, or a dotted path from there; empty if the section
     * itself is the value.
     */
    final String key;

    /** The values that are valid. */
    final String expected;

    /** Whether the value was left out and has no default. */
    final boolean missing;

    private InvalidValueException(String key, Object value, String expected) {
        super(key + ": invalid value '" + value + "'; expected " + expected);
        this.key = key;
        this.expected = expected;
        missing = value == null;
    }

    /**
     * @param key the key within its section
     * @param expected the valid values, as a noun phrase: "a number above 0"
     * @throws InvalidValueException if {@code valid} is false
     */
    static void throwUnless(boolean valid, String key, Object value, String expected) {
        if (!valid) {
            throw new InvalidValueException(key, value, expected);
        }
    }

    /** @throws InvalidValueException if the value was left out and has no default */
    static void throwIfMissing(String key, Object value, String expected) {
        throwUnless(value != null, key, value, expected);
    }
}
