package org.ncollapse.report.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.CsvRow;
import org.ncollapse.report.CsvRows;
import org.ncollapse.report.RunTables;
import org.ncollapse.spec.BadInputException;

/**
 * What a run's {@code metrics.csv} says of the last epoch that was measured.
 *
 * @param zero the first captured epoch of the terminal phase; −1 without one
 * @param rows in the table's order: the layer that the head reads comes first, its training split before the test split
 */
public record EndReading(int epoch, int zero, List<Row> rows) {

    /**
     * One layer on one split.
     *
     * @param values a value each {@link MetricColumn}, NaN where undefined
     */
    public record Row(String layer, String split, List<Double> values) {
        public Row {
            values = List.copyOf(values);
        }

        /** A column's value. */
        public double of(MetricColumn column) {
            return values.get(column.ordinal());
        }
    }

    public EndReading {
        rows = List.copyOf(rows);
    }

    /**
     * Reads the table of a run that has ended.
     *
     * @throws BadInputException where it is missing or damaged, or nothing was measured
     */
    public static EndReading read(Path runFolder) {
        Path file = runFolder.resolve(RunTables.METRICS.file());
        TreeMap<Integer, List<Row>> last = new TreeMap<>();
        TreeMap<Integer, Boolean> terminal = new TreeMap<>();
        CsvRows.each(file, RunTables.WRITER, RunTables.METRICS.header(), row -> {
            int epoch = row.count("epoch");
            if (row.flag(MetricColumn.TERMINAL.column())) {
                terminal.put(epoch, true);
            }
            if (last.isEmpty() || epoch >= last.lastKey()) {
                last.headMap(epoch).clear();
                last.computeIfAbsent(epoch, none -> new ArrayList<>()).add(row(row));
            }
        });
        if (last.isEmpty()) {
            throw new BadInputException(file + " has no rows: nothing was measured of the run");
        }
        return new EndReading(
                last.lastKey(),
                terminal.isEmpty() ? -1 : terminal.firstKey(),
                last.lastEntry().getValue());
    }

    private static Row row(CsvRow row) {
        List<Double> values = new ArrayList<>();
        for (MetricColumn column : MetricColumn.values()) {
            values.add(row.number(column.column()));
        }
        return new Row(row.text("layer"), row.train() ? "train" : "test", values);
    }

    /** The head's layer on a split, or null. */
    Row head(String split) {
        return rows.stream()
                .filter(row ->
                        row.layer().equals(rows.get(0).layer()) && row.split().equals(split))
                .findFirst()
                .orElse(null);
    }

    /** Whether a row is the one that the plain model's strength belongs to. */
    boolean isHeadsTraining(Row row) {
        return row == head("train");
    }
}
