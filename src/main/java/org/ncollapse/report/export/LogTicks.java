package org.ncollapse.report.export;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.export.Measurements.Series;

/**
 * The ticks of a logarithmic axis whose range holds fewer than two powers of ten: 1, 2 and 5 times one. Of its own, pgfplots would write
 * powers of ten with fractions there.
 */
final class LogTicks {
    private static final int[] MANTISSAS = {1, 2, 5};

    private LogTicks() {
    }

    /** Options for the axis, with a comma before; none where pgfplots' own ticks serve. */
    static String of(List<Series> series, MetricColumn column) {
        DoubleSummaryStatistics values = series.stream().flatMapToDouble(one -> one.positive(column)).summaryStatistics();
        int lowest = (int) Math.floor(Math.log10(values.getMin()));
        int highest = (int) Math.ceil(Math.log10(values.getMax()));
        if (values.getCount() == 0 || highest - lowest > 2) {
            return "";
        }
        List<String> ticks = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int exponent = lowest; exponent <= highest; exponent++) {
            for (int mantissa : MANTISSAS) {
                ticks.add(mantissa + "e" + exponent);
                labels.add(Math.abs(exponent) <= 3 ? "$" + BigDecimal.valueOf(mantissa).movePointRight(exponent).toPlainString() + "$"
                        : "$%s10^{%d}$".formatted(mantissa == 1 ? "" : mantissa + "\\times", exponent));
            }
        }
        return ", ytick={" + String.join(",", ticks) + "}, yticklabels={" + String.join(",", labels) + "}";
    }
}
