package org.ncollapse.report.export;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ncollapse.report.TickSteps;

/**
 * A logarithmic axis as pgfplots options, with the labels of the run's figures: at powers of ten; at every second,
 * third, … if there are many; at 1, 2 and 5 times a power of ten if there are fewer than two. The default of pgfplots
 * has fractional exponents.
 *
 * @param lowest positive
 * @param highest at least the lowest
 */
record PgfplotsLogAxis(double lowest, double highest) {
    private static final int MAX_LABELS = 6;
    private static final int[] MANTISSAS = {1, 2, 5};
    /** A range of this ratio always contains two of 1, 2 and 5 times a power of ten. */
    private static final double MIN_RATIO = 6;

    /** Returns the axis of positive values, widened if it is narrow. */
    static PgfplotsLogAxis of(DoubleSummaryStatistics values) {
        double wider = Math.max(1, Math.sqrt(MIN_RATIO * values.getMin() / values.getMax()));
        return new PgfplotsLogAxis(values.getMin() / wider, values.getMax() * wider);
    }

    /** {@code ymin=…, ymax=…, ytick={…}, yticklabels={…}}. */
    String options() {
        int first = (int) Math.ceil(Math.log10(lowest));
        int last = (int) Math.floor(Math.log10(highest));
        List<String> ticks = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        if (last - first < 1) {
            for (int exponent = first - 1; exponent <= last + 1; exponent++) {
                for (int mantissa : MANTISSAS) {
                    ticks.add(mantissa + "e" + exponent);
                    labels.add(label(mantissa, exponent));
                }
            }
        } else {
            int stride = TickSteps.decades(first, last, MAX_LABELS);
            IntStream.rangeClosed(first, last)
                    .filter(exponent -> exponent % stride == 0)
                    .forEach(exponent -> {
                        ticks.add("1e" + exponent);
                        labels.add("$10^{%d}$".formatted(exponent));
                    });
        }
        return String.format(
                Locale.ROOT,
                "ymin=%.4e, ymax=%.4e, ytick={%s}, yticklabels={%s}",
                lowest,
                highest,
                String.join(",", ticks),
                String.join(",", labels));
    }

    private static String label(int mantissa, int exponent) {
        return Math.abs(exponent) <= 3
                ? "$" + BigDecimal.valueOf(mantissa).movePointRight(exponent).toPlainString() + "$"
                : "$%s10^{%d}$".formatted(mantissa == 1 ? "" : mantissa + "\\times", exponent);
    }
}
