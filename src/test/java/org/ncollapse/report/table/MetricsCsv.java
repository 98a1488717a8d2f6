package org.ncollapse.report.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.metrics.MetricColumn;

/** Adds the columns that a test does not need to its {@code metrics.csv}. */
public final class MetricsCsv {

    private MetricsCsv() {}

    /** Appends the missing columns to the header, and empty cells for them to every row. */
    public static List<String> completed(List<String> lines) {
        List<String> present = List.of(lines.get(0).split(","));
        List<String> missing = Stream.of(MetricColumn.values())
                .map(MetricColumn::columnName)
                .filter(name -> !present.contains(name))
                .toList();
        List<String> all = new ArrayList<>();
        all.add(lines.get(0) + "," + String.join(",", missing));
        lines.stream().skip(1).forEach(line -> all.add(line + ",".repeat(missing.size())));
        return all;
    }
}
