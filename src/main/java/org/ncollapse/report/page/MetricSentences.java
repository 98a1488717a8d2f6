package org.ncollapse.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.MainMetric;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.MetricsTable.Series;
import org.ncollapse.text.NumberText;

/**
 * One sentence for each metric on its course in a run: from where to where it went, and since when it has been close to
 * its last value. It is about the head's input layer on the training split, or on the test split if only that was
 * measured. Undefined values are left out.
 */
final class MetricSentences {

    private static final int DIGITS = 3;
    /** Relative to the last value. */
    private static final double CLOSE = .1;

    private MetricSentences() {}

    /** One defined value. */
    private record Point(int epoch, double value) {}

    /** Returns a sentence for each metric's column name; none as long as nothing has been measured. */
    static Map<String, String> of(MetricsTable metrics, String epochLabel) {
        if (metrics.isEmpty()) {
            return Map.of();
        }
        Series series = metrics.series(
                metrics.headLayer().orElseThrow(), metrics.splits().get(0));
        Map<String, String> sentences = new LinkedHashMap<>();
        for (MetricColumn column : MetricColumn.values()) {
            List<Point> points = series.rows().stream()
                    .map(row -> new Point(row.epoch(), row.value(column)))
                    .filter(point -> Double.isFinite(point.value))
                    .toList();
            sentences.put(
                    column.columnName(),
                    name(column) + " " + course(points, epochLabel) + " (" + series.layer() + ", " + series.split()
                            + ").");
        }
        return sentences;
    }

    /** The name in the plot's title, without its explanation. */
    private static String name(MetricColumn column) {
        return Stream.of(MainMetric.values())
                .filter(metric -> metric.column() == column)
                .map(metric -> metric.title().replaceFirst(":.*", ""))
                .findFirst()
                .orElse(column.columnName());
    }

    private static String course(List<Point> points, String epochLabel) {
        if (points.isEmpty()) {
            return "is undefined in this run";
        }
        Point first = points.get(0);
        Point last = points.get(points.size() - 1);
        if (points.size() == 1) {
            return "is " + text(last) + " at " + epochLabel + " " + last.epoch + ", its only value";
        }
        String change = text(first).equals(text(last))
                ? "is " + text(first) + " at " + epochLabel + " " + first.epoch + " and at " + epochLabel + " "
                        + last.epoch
                : (last.value < first.value ? "fell" : "rose") + " from " + text(first) + " at " + epochLabel + " "
                        + first.epoch + " to " + text(last) + " at " + epochLabel + " " + last.epoch;
        return change + ", and " + settled(points, epochLabel);
    }

    /** Since when the metric has been close to its last value. */
    private static String settled(List<Point> points, String epochLabel) {
        Point last = points.get(points.size() - 1);
        int since = 1
                + IntStream.range(0, points.size())
                        .filter(i -> Math.abs(points.get(i).value - last.value) > CLOSE * Math.abs(last.value))
                        .max()
                        .orElse(-1);
        String close = last.value == 0 ? "exactly 0" : "within 10 % of its last value";
        if (since == points.size() - 1) {
            return last.value == 0
                    ? "was not 0 at the value before"
                    : "differed from its last value by more than 10 % at the value before";
        }
        return "was " + close
                + (since == 0 ? " at every value" : " from " + epochLabel + " " + points.get(since).epoch + " on");
    }

    private static String text(Point point) {
        return NumberText.typographic(point.value, DIGITS);
    }
}
