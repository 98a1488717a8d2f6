package org.ncollapse.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Formats numbers for output, so that all packages use the same formats. All formats use a decimal point and no
 * grouping. A value that is not finite is formatted as {@code NaN}, {@code Infinity} or {@code -Infinity}; a caller
 * that wants another text for it checks first.
 */
public final class NumberText {

    private static final BigDecimal MIN_PLAIN_NOTATION = new BigDecimal("1e-3");
    /** Exclusive. */
    private static final BigDecimal MAX_PLAIN_NOTATION = new BigDecimal("1e5");

    private static final int PERCENT_DIGITS = 3;
    private static final int SHORT_DURATION_DIGITS = 2;
    private static final String[] BINARY_UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private NumberText() {}

    /**
     * A value rounded half up to some significant digits, without trailing zeros: {@code 0.125}. The notation is plain
     * if the rounded magnitude is at least 10⁻³ and less than 10⁵ (or zero), otherwise {@code 1.2e-5}.
     */
    public static String significant(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal rounded = rounded(value, digits);
        BigDecimal magnitude = rounded.abs();
        if (rounded.signum() == 0
                || magnitude.compareTo(MIN_PLAIN_NOTATION) >= 0 && magnitude.compareTo(MAX_PLAIN_NOTATION) < 0) {
            return rounded.toPlainString();
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.movePointLeft(exponent).toPlainString() + "e" + exponent;
    }

    /** As {@link #significant}, with the minus sign U+2212 instead of the hyphen, for pages and figures. */
    public static String typographic(double value, int digits) {
        return significant(value, digits).replace('-', '\u2212');
    }

    /** The shortest decimal that reads back as the same double. */
    public static String exact(double value) {
        return Double.toString(value);
    }

    /** A fraction as a percentage of three significant digits: {@code 12.5 %}. */
    public static String percent(double fraction) {
        return significant(100 * fraction, PERCENT_DIGITS) + " %";
    }

    /** A number of bytes in the largest binary unit of which there is at least one: {@code 512 B}, {@code 1.5 MiB}. */
    public static String bytes(long bytes) {
        double size = bytes / 1024.0;
        if (Math.abs(size) < 1) {
            return bytes + " B";
        }
        int unit = 0;
        while (Math.abs(size) >= 1024) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, BINARY_UNITS[unit]);
    }

    /**
     * A duration in its one or two largest units: {@code 2.5 s}, {@code 45 s}, {@code 12 min 5 s} or {@code 3 h 20
     * min}. Below ten seconds it has two significant digits.
     */
    public static String duration(double seconds) {
        if (!Double.isFinite(seconds) || seconds < 9.95) {
            return significant(seconds, SHORT_DURATION_DIGITS) + " s";
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole / 60 % 60 + " min";
    }

    /** A finite value rounded half up to some significant digits, without trailing zeros. */
    public static BigDecimal rounded(double value, int digits) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(digits, RoundingMode.HALF_UP))
                .stripTrailingZeros();
    }
}
