package org.ncollapse.report.mlflow;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.MetricTag;
import org.ncollapse.report.table.CsvReader;
import org.ncollapse.report.table.CsvRow;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.text.NumberText;

/**
 * The values of one metric.
 *
 * @param points by ascending step
 */
public record MetricHistory(List<Point> points) {

    private static final double MILLIS_PER_SECOND = 1000;

    /**
     * One value.
     *
     * @param millis the time, in milliseconds since 1970
     * @param value a finite number
     * @param step the epoch; of a simulation, the iteration
     */
    public record Point(long millis, double value, int step) {}

    public MetricHistory {
        points = List.copyOf(points);
    }

    /** Returns the lines of the metric's file: time, value and step. */
    String lines() {
        StringBuilder lines = new StringBuilder();
        for (Point point : points) {
            lines.append(point.millis)
                    .append(' ')
                    .append(NumberText.exact(point.value))
                    .append(' ')
                    .append(point.step)
                    .append('\n');
        }
        return lines.toString();
    }

    /**
     * Reads {@code metrics.csv} and {@code epochs.csv}. Empty cells and infinite values are left out. The time of an
     * epoch is the start of the run plus the seconds of the epochs so far, because the tables have no other time.
     *
     * @param isComplete whether every line of the tables is complete
     * @return the histories that have points, by name
     * @throws BadInputException if a file, a column or a cell is missing or invalid
     */
    public static SortedMap<String, MetricHistory> readAll(Path results, Instant started, boolean isComplete) {
        Builder builder = new Builder(started.toEpochMilli());
        if (isComplete) {
            CsvReader.forEachRow(results, RunTablesWriter.WRITER, RunTablesWriter.EPOCHS, builder::add);
        } else {
            CsvReader.forEachCompleteRow(results, RunTablesWriter.EPOCHS, builder::add);
        }
        MetricsTable metrics = isComplete ? MetricsTable.read(results) : MetricsTable.readPartial(results);
        metrics.rows().forEach(builder::add);
        SortedMap<String, MetricHistory> histories = new TreeMap<>();
        builder.points.forEach((name, points) -> histories.put(name, new MetricHistory(points)));
        return histories;
    }

    private static final class Builder {
        private final SortedMap<String, List<Point>> points = new TreeMap<>();
        private final TreeMap<Integer, Long> millisAtEpoch = new TreeMap<>();
        private final long start;
        private double seconds;

        Builder(long start) {
            this.start = start;
            millisAtEpoch.put(0, start);
        }

        void add(CsvRow row) {
            int epoch = row.nonNegativeInt("epoch");
            seconds += row.number("seconds");
            millisAtEpoch.put(epoch, start + Math.round(MILLIS_PER_SECOND * seconds));
            for (String column : RunTablesWriter.EPOCHS.columnNames()) {
                if (!column.equals("epoch")) {
                    add(MetricTag.ofTraining(column), epoch, row.number(column));
                }
            }
        }

        void add(MetricsTable.Row row) {
            for (MetricColumn column : MetricColumn.values()) {
                add(MetricTag.of(column, row.layer(), row.split()), row.epoch(), row.value(column));
            }
        }

        private void add(String name, int epoch, double value) {
            if (Double.isFinite(value)) {
                long millis = millisAtEpoch.floorEntry(epoch).getValue();
                points.computeIfAbsent(name, none -> new ArrayList<>()).add(new Point(millis, value, epoch));
            }
        }
    }
}
