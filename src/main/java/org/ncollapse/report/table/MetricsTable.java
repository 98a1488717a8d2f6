package org.ncollapse.report.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.spec.Split;
import org.ncollapse.spec.Tap;

/**
 * The rows of a run's {@code metrics.csv}, which only this class reads. Within an epoch, only the order of
 * {@link #layers()} depends on the order of the rows in the file.
 */
public final class MetricsTable {

    private final List<Row> rows;

    private MetricsTable(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /**
     * The metrics of one layer on one split at one epoch.
     *
     * @param epoch completed epochs; of a simulation, iterations
     * @param layer the tap's name
     * @param values one for each {@link MetricColumn} in their order; NaN for an empty cell
     */
    public record Row(int epoch, String layer, Split split, List<Double> values) {
        public Row {
            values = List.copyOf(values);
        }

        /** Returns a column's value; NaN where it is undefined. */
        public double value(MetricColumn column) {
            return values.get(column.ordinal());
        }

        private boolean isDefined(MetricColumn column) {
            return !Double.isNaN(value(column));
        }
    }

    /**
     * The rows of one layer on one split.
     *
     * @param rows by ascending epoch
     */
    public record Series(String layer, Split split, List<Row> rows) {
        public Series {
            rows = List.copyOf(rows);
        }

        /** Returns the epochs, ascending. */
        public List<Integer> epochs() {
            return rows.stream().map(Row::epoch).toList();
        }

        /** Returns a column's values by ascending epoch; NaN where undefined. */
        public DoubleStream values(MetricColumn column) {
            return rows.stream().mapToDouble(row -> row.value(column));
        }

        /** Returns whether the column has a value at any epoch. */
        public boolean isDefined(MetricColumn column) {
            return rows.stream().anyMatch(row -> row.isDefined(column));
        }

        /** Returns the values that a logarithmic axis can show. */
        public DoubleStream positive(MetricColumn column) {
            return values(column).filter(value -> value > 0 && Double.isFinite(value));
        }

        /** Returns whether a logarithmic axis can show any value of the column. */
        public boolean hasPositive(MetricColumn column) {
            return positive(column).findAny().isPresent();
        }
    }

    /** Returns a table of rows that are already known. */
    public static MetricsTable of(List<Row> rows) {
        return new MetricsTable(rows);
    }

    /**
     * Reads the complete table of a run's folder. It may have no rows.
     *
     * @throws BadInputException if the file, a column or a cell is missing or invalid, or if a row occurs twice
     */
    public static MetricsTable read(Path runFolder) {
        Collector rows = new Collector();
        CsvReader.forEachRow(runFolder, RunTablesWriter.WRITER, RunTablesWriter.METRICS, rows);
        return new MetricsTable(rows.rows);
    }

    /**
     * Reads the table of a run that is in progress or has crashed: its complete rows. Without a file there are none.
     *
     * @throws BadInputException if a column or a cell is missing or invalid, or if a row occurs twice
     */
    public static MetricsTable readPartial(Path runFolder) {
        Collector rows = new Collector();
        CsvReader.forEachCompleteRow(runFolder, RunTablesWriter.METRICS, rows);
        return new MetricsTable(rows.rows);
    }

    private static final class Collector implements Consumer<CsvRow> {
        private final List<Row> rows = new ArrayList<>();
        private final Set<List<Object>> keys = new HashSet<>();

        @Override
        public void accept(CsvRow cells) {
            List<Double> values = new ArrayList<>();
            for (MetricColumn column : MetricColumn.values()) {
                values.add(
                        column != MetricColumn.TERMINAL_PHASE
                                        || cells.text(column.columnName()).isEmpty()
                                ? cells.number(column.columnName())
                                : cells.bool(column.columnName()) ? 1.0 : 0.0);
            }
            Row row = new Row(cells.nonNegativeInt("epoch"), cells.text("layer"), cells.split(), values);
            if (!keys.add(List.of(row.epoch, row.layer, row.split))) {
                throw cells.invalidCell("layer", "each layer at most once per epoch and split", null);
            }
            rows.add(row);
        }
    }

    /** Returns all rows in the file's order. */
    public List<Row> rows() {
        return rows;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Returns the layers in the order in which the file first names them. */
    public List<String> layers() {
        return rows.stream().map(Row::layer).distinct().toList();
    }

    /** Returns the splits that have rows, the training split first. */
    public List<Split> splits() {
        return Stream.of(Split.values())
                .filter(split -> rows.stream().anyMatch(row -> row.split == split))
                .toList();
    }

    /**
     * Returns the head's input layer: the only one that has a loss. Without a known loss it is {@code penultimate} if
     * that was measured, otherwise the first layer. Empty only for a table without rows.
     */
    public Optional<String> headLayer() {
        return rows.stream()
                .filter(row -> row.isDefined(MetricColumn.LOSS))
                .map(Row::layer)
                .findFirst()
                .or(() -> layers().stream().filter(Tap.PENULTIMATE::equals).findFirst())
                .or(() -> layers().stream().findFirst());
    }

    /**
     * Returns the first captured epoch of the terminal phase, by the rows of the training split; by those of the test
     * split where only that was measured. Empty if there is none.
     */
    public OptionalInt zeroErrorEpoch() {
        return splits().stream().findFirst().stream()
                .flatMap(split -> rows.stream().filter(row -> row.split == split))
                .filter(row -> row.value(MetricColumn.TERMINAL_PHASE) == 1)
                .mapToInt(Row::epoch)
                .min();
    }

    /**
     * Returns the last epoch at which the head's layer was measured on the training split; on the test split where only
     * that was measured. Empty only for a table without rows.
     */
    public OptionalInt lastEpoch() {
        return headLayer().stream()
                .flatMap(layer -> Stream.of(Split.values()).map(split -> series(layer, split)))
                .filter(series -> !series.rows.isEmpty())
                .findFirst()
                .stream()
                .flatMap(series -> series.rows.stream())
                .mapToInt(Row::epoch)
                .max();
    }

    /** Returns the rows of an epoch in the file's order. */
    public List<Row> rowsAt(int epoch) {
        return rows.stream().filter(row -> row.epoch == epoch).toList();
    }

    /** Returns the rows of a layer on a split; it may have none. */
    public Series series(String layer, Split split) {
        return new Series(
                layer,
                split,
                rows.stream()
                        .filter(row -> row.split == split && row.layer.equals(layer))
                        .sorted(Comparator.comparingInt(Row::epoch))
                        .toList());
    }

    /**
     * Returns a series for each layer and split that has rows: layers in the file's order, the training split first.
     */
    public List<Series> allSeries() {
        return layers().stream()
                .flatMap(layer -> splits().stream().map(split -> series(layer, split)))
                .filter(series -> !series.rows.isEmpty())
                .toList();
    }

    /** Returns whether any row has a value in the column. */
    public boolean has(MetricColumn column) {
        return rows.stream().anyMatch(row -> row.isDefined(column));
    }
}
