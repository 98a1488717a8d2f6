package org.ncollapse.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.CsvRow;
import org.ncollapse.report.RunTables;

/**
 * Every column of {@code metrics.csv} at one layer on one split.
 *
 * @param epochs ascending
 * @param values a list each {@link MetricColumn}, in their order, of as many values as epochs; null for one that is
 *     undefined throughout
 */
record Curves(String layer, String split, List<Integer> epochs, List<List<Double>> values) {

    /** Where in {@link #values} a column stands. */
    List<Double> of(MetricColumn column) {
        return values.get(column.ordinal());
    }

    /** Reads the table of a run. */
    static List<Curves> read(PageRun run) {
        Map<List<String>, Curves> all = new LinkedHashMap<>();
        RunFile.METRICS.each(
                run,
                RunTables.METRICS.header(),
                row -> all.computeIfAbsent(List.of(row.text("layer"), row.text("split")), Curves::empty)
                        .add(row));
        return all.values().stream().map(Curves::withoutUndefined).toList();
    }

    private static Curves empty(List<String> key) {
        List<List<Double>> values = new ArrayList<>();
        for (int i = 0; i < MetricColumn.values().length; i++) {
            values.add(new ArrayList<>());
        }
        return new Curves(key.get(0), key.get(1), new ArrayList<>(), values);
    }

    private void add(CsvRow row) {
        epochs.add(row.count("epoch"));
        for (MetricColumn column : MetricColumn.values()) {
            of(column).add(Json.number(row.number(column.column())));
        }
    }

    private Curves withoutUndefined() {
        return new Curves(
                layer,
                split,
                epochs,
                values.stream()
                        .map(list -> list.stream().allMatch(value -> value == null) ? null : list)
                        .toList());
    }
}
