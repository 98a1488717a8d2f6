package org.ncollapse.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.CsvRow;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.Split;

/**
 * Every column of {@code metrics.csv} at one layer on one split.
 *
 * @param epochs ascending
 * @param values a list each {@link MetricColumn}, in their order, of as many values as epochs; null for one that is
 *     undefined throughout
 */
record MetricCurves(String layer, Split split, List<Integer> epochs, List<List<Double>> values) {

    /** Where in {@link #values} a column stands. */
    List<Double> column(MetricColumn column) {
        return values.get(column.ordinal());
    }

    /** Reads the table of a run. */
    static List<MetricCurves> read(RunPageInput run) {
        Map<List<Object>, MetricCurves> all = new LinkedHashMap<>();
        PageTable.METRICS.forEachRow(
                run,
                RunTablesWriter.METRICS.columnNames(),
                row -> all.computeIfAbsent(
                                List.of(row.text("layer"), row.split()), key -> empty(row.text("layer"), row.split()))
                        .add(row));
        return all.values().stream().map(MetricCurves::withoutUndefined).toList();
    }

    private static MetricCurves empty(String layer, Split split) {
        List<List<Double>> values = new ArrayList<>();
        for (int i = 0; i < MetricColumn.values().length; i++) {
            values.add(new ArrayList<>());
        }
        return new MetricCurves(layer, split, new ArrayList<>(), values);
    }

    private void add(CsvRow row) {
        epochs.add(row.nonNegativeInt("epoch"));
        for (MetricColumn column : MetricColumn.values()) {
            column(column).add(PageJson.nullIfNotFinite(row.number(column.columnName())));
        }
    }

    private MetricCurves withoutUndefined() {
        return new MetricCurves(
                layer,
                split,
                epochs,
                values.stream()
                        .map(list -> list.stream().allMatch(value -> value == null) ? null : list)
                        .toList());
    }
}
