package org.ncollapse.report.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.CsvReader;
import org.ncollapse.report.table.CsvRow;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.Split;

/**
 * Every row of a run's {@code metrics.csv}.
 *
 * @param rows at least one, in the file's order
 */
record RunMetrics(List<Row> rows) {

    RunMetrics {
        rows = List.copyOf(rows);
    }

    /**
     * One row.
     *
     * @param values of every column; NaN for an empty cell
     */
    record Row(int epoch, String layer, Split split, Map<MetricColumn, Double> values) {
        double value(MetricColumn column) {
            return values.get(column);
        }
    }

    /**
     * The rows of one layer and split.
     *
     * @param rows by ascending epoch
     */
    record Series(String layer, Split split, List<Row> rows) {
        /** The values that can stand on a logarithmic axis. */
        DoubleStream positive(MetricColumn column) {
            return rows.stream()
                    .mapToDouble(row -> row.value(column))
                    .filter(value -> value > 0 && Double.isFinite(value));
        }

        /** Whether there is one; an axis of nothing but zeros and gaps has no range. */
        boolean hasPositive(MetricColumn column) {
            return positive(column).findAny().isPresent();
        }
    }

    /** @throws BadInputException where the file or something in it is missing or cannot be understood */
    static RunMetrics read(Path folder) {
        Path file = folder.resolve("metrics.csv");
        List<String> needed = new ArrayList<>(List.of("epoch", "layer", "split"));
        Stream.of(MetricColumn.values()).map(MetricColumn::columnName).forEach(needed::add);
        List<Row> rows = CsvReader.readAll(file, RunTablesWriter.WRITER, needed, RunMetrics::row);
        if (rows.isEmpty()) {
            throw new BadInputException(
                    file
                            + " holds no measurement: the run ended before its first captured epoch; let it go on with 'ncollapse resume'");
        }
        return new RunMetrics(rows);
    }

    private static Row row(CsvRow row) {
        Map<MetricColumn, Double> values = new EnumMap<>(MetricColumn.class);
        for (MetricColumn column : MetricColumn.values()) {
            values.put(column, row.number(column.columnName()));
        }
        return new Row(row.nonNegativeInt("epoch"), row.text("layer"), row.split(), values);
    }

    /** One entry a layer and split, layers in the file's order, training splits first. */
    List<Series> series() {
        return layers().stream()
                .flatMap(layer -> splits().stream().map(split -> series(layer, split)))
                .filter(series -> !series.rows().isEmpty())
                .toList();
    }

    Series series(String layer, Split split) {
        return new Series(
                layer,
                split,
                rows.stream()
                        .filter(row -> row.layer().equals(layer) && row.split() == split)
                        .sorted(Comparator.comparingInt(Row::epoch))
                        .toList());
    }

    List<String> layers() {
        return rows.stream().map(Row::layer).distinct().toList();
    }

    /** Those that were measured, the training split first. */
    List<Split> splits() {
        return Stream.of(Split.values())
                .filter(split -> rows.stream().anyMatch(row -> row.split() == split))
                .toList();
    }

    /** The layer that the head reads, which alone has a loss; the first one where no loss is known. */
    String headLayer() {
        return rows.stream()
                .filter(row -> !Double.isNaN(row.value(MetricColumn.LOSS)))
                .findFirst()
                .orElse(rows.get(0))
                .layer();
    }

    /** The first epoch without training error; empty if there was none. */
    OptionalInt zeroErrorEpoch() {
        return rows.stream()
                .filter(row -> row.value(MetricColumn.TERMINAL_PHASE) == 1)
                .mapToInt(Row::epoch)
                .min();
    }

    int lastEpoch() {
        return rows.stream().mapToInt(Row::epoch).max().orElseThrow();
    }

    /** Whether the run has any value of it. */
    boolean has(MetricColumn column) {
        return rows.stream().anyMatch(row -> !Double.isNaN(row.value(column)));
    }
}
