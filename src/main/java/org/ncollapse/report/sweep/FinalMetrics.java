package org.ncollapse.report.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.CsvReader;
import org.ncollapse.report.table.CsvRow;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.Split;

/**
 * What a run's {@code metrics.csv} says of the last epoch that was measured.
 *
 * @param zeroErrorEpoch the first captured epoch of the terminal phase; −1 without one
 * @param rows in the table's order: the layer that the head reads comes first, its training split before the test split
 */
public record FinalMetrics(int epoch, int zeroErrorEpoch, List<Row> rows) {

    /**
     * One layer on one split.
     *
     * @param values a value each {@link MetricColumn}, NaN where undefined
     */
    public record Row(String layer, Split split, List<Double> values) {
        public Row {
            values = List.copyOf(values);
        }

        /** A column's value. */
        public double of(MetricColumn column) {
            return values.get(column.ordinal());
        }
    }

    public FinalMetrics {
        rows = List.copyOf(rows);
    }

    /**
     * Reads the table of a run that has ended.
     *
     * @throws BadInputException where it is missing or damaged, or nothing was measured
     */
    public static FinalMetrics read(Path runFolder) {
        Path file = runFolder.resolve(RunTablesWriter.METRICS.file());
        TreeMap<Integer, List<Row>> last = new TreeMap<>();
        TreeMap<Integer, Boolean> terminal = new TreeMap<>();
        CsvReader.forEachRow(file, RunTablesWriter.WRITER, RunTablesWriter.METRICS.columnNames(), row -> {
            int epoch = row.nonNegativeInt("epoch");
            if (row.bool(MetricColumn.TERMINAL_PHASE.columnName())) {
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
        return new FinalMetrics(
                last.lastKey(),
                terminal.isEmpty() ? -1 : terminal.firstKey(),
                last.lastEntry().getValue());
    }

    private static Row row(CsvRow row) {
        List<Double> values = new ArrayList<>();
        for (MetricColumn column : MetricColumn.values()) {
            values.add(row.number(column.columnName()));
        }
        return new Row(row.text("layer"), row.split(), values);
    }

    /** The head's layer on a split, or null. */
    Row headRow(Split split) {
        return rows.stream()
                .filter(row -> row.layer().equals(rows.get(0).layer()) && row.split() == split)
                .findFirst()
                .orElse(null);
    }

    /** Whether a row is the one that the plain model's strength belongs to. */
    boolean isHeadsTraining(Row row) {
        return row == headRow(Split.TRAIN);
    }
}
