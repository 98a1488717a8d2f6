package org.ncollapse.report.export;

import java.math.BigDecimal;
import java.util.stream.Collectors;
import org.ncollapse.text.NumberText;

/** Text and numbers as LaTeX without further packages. */
final class LatexText {
    static final String UNDEFINED = "--";
    private static final int DIGITS = 3;

    private LatexText() {}

    /** Returns text with LaTeX's special characters escaped. */
    static String escape(String text) {
        return text.codePoints().mapToObj(LatexText::character).collect(Collectors.joining());
    }

    private static String character(int character) {
        return switch (character) {
            case '\\' -> "\\textbackslash{}";
            case '~' -> "\\textasciitilde{}";
            case '^' -> "\\textasciicircum{}";
            case '&', '%', '$', '#', '_', '{', '}' -> "\\" + (char) character;
            default -> Character.isISOControl(character) ? " " : Character.toString(character);
        };
    }

    /** Returns a number with three significant digits; with a power of ten below 0.01 and from 1000; a dash for NaN. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return UNDEFINED;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "$\\infty$" : "$-\\infty$";
        }
        if (value == 0) {
            return "$0$";
        }
        BigDecimal rounded = NumberText.rounded(value, DIGITS);
        int exponent = rounded.precision() - rounded.scale() - 1;
        rounded = rounded.setScale(DIGITS - 1 - exponent);
        return exponent >= -2 && exponent < 3
                ? "$" + rounded.toPlainString() + "$"
                : "$" + rounded.movePointLeft(exponent).toPlainString() + "\\times10^{" + exponent + "}$";
    }
}
