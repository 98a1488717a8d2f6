package org.ncollapse.report.table;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.spec.Split;

/**
 * The metrics of the last captured epoch.
 *
 * @param epoch empty as long as nothing has been measured
 * @param zeroErrorEpoch the first captured epoch of the terminal phase; empty if there is none
 * @param headLayer the head's input layer; empty without rows
 * @param rows all layers and splits at that epoch, in the table's order
 */
public record LastMetrics(OptionalInt epoch, OptionalInt zeroErrorEpoch, String headLayer, List<Row> rows) {

    public LastMetrics {
        rows = List.copyOf(rows);
    }

    /** Takes the last captured epoch from a table. */
    public static LastMetrics of(MetricsTable table) {
        OptionalInt epoch = table.lastEpoch();
        return new LastMetrics(
                epoch,
                table.zeroErrorEpoch(),
                table.headLayer().orElse(""),
                epoch.isPresent() ? table.rowsAt(epoch.getAsInt()) : List.of());
    }

    /** Returns the row of the head's layer on a split. */
    public Optional<Row> headRow(Split split) {
        return rows.stream()
                .filter(row -> row.split() == split && row.layer().equals(headLayer))
                .findFirst();
    }

    /** Returns a value of the head's layer on a split; NaN where it is undefined. */
    public double value(Split split, MetricColumn column) {
        return headRow(split).map(row -> row.value(column)).orElse(Double.NaN);
    }
}
