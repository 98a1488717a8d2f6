package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.metrics.PublishedCode;
import org.ncollapse.metrics.PublishedMetric;
import org.ncollapse.text.NumberText;

/** Computes and prints metrics under the names and by the definitions of a published program. */
final class PublishedValues implements BiConsumer<CaptureKey, PublishedMetric.Layer> {

    private static final int DIGITS = 8;

    private final PublishedCode code;
    private final Map<CaptureKey, List<Double>> values = new HashMap<>();

    PublishedValues(PublishedCode code) {
        this.code = code;
    }

    @Override
    public void accept(CaptureKey key, PublishedMetric.Layer layer) {
        values.put(
                key, code.metrics().stream().map(metric -> metric.value(layer)).toList());
    }

    /** Prints one line for each metric: its name, its value in each column, and what it equals here. */
    void print(PrintWriter out, List<CaptureKey> columns) {
        out.println("  as in " + code.source() + ":");
        for (int i = 0; i < code.metrics().size(); i++) {
            PublishedMetric metric = code.metrics().get(i);
            int row = i;
            out.println("  %-24s%s   %s"
                    .formatted(
                            metric.name(),
                            columns.stream()
                                    .map(key -> " %13s"
                                            .formatted(number(values.get(key).get(row))))
                                    .collect(Collectors.joining()),
                            metric.relation()));
        }
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : NumberText.significant(value, DIGITS);
    }
}
