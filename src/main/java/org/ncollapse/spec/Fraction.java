package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fraction of a run, such as {@code 1/3} or {@code 0.5}. Stored exactly, so that 1/3 of 300 epochs is 100. */
public record Fraction(long numerator, long denominator) {

    static final String EXPECTED = "a fraction between 0 and 1 such as 1/3, of at most nine digits";

    private static final Pattern RATIO = Pattern.compile("(\\d{1,9})\\s*/\\s*(\\d{1,9})");
    private static final Pattern DECIMAL = Pattern.compile("0?\\.(\\d{1,9})");

    /** Never read from a map with these keys, only from a string. */
    @JsonCreator(mode = JsonCreator.Mode.DISABLED)
    public Fraction {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Fraction parse(String text) {
        Matcher ratio = RATIO.matcher(text.strip());
        Matcher decimal = DECIMAL.matcher(text.strip());
        Fraction parsed = null;
        if (ratio.matches()) {
            parsed = new Fraction(Long.parseLong(ratio.group(1)), Long.parseLong(ratio.group(2)));
        } else if (decimal.matches()) {
            parsed = new Fraction(Long.parseLong(decimal.group(1)), (long)
                    Math.pow(10, decimal.group(1).length()));
        }
        InvalidValueException.throwUnless(
                parsed != null && parsed.numerator > 0 && parsed.numerator < parsed.denominator, "", text, EXPECTED);
        return parsed;
    }

    /** Returns this fraction of {@code total}, rounded down. */
    public int floorOf(int total) {
        return Math.toIntExact(numerator * total / denominator);
    }

    @Override
    @JsonValue
    public String toString() {
        return numerator + "/" + denominator;
    }
}
