package org.ncollapse.report.export;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.report.table.MetricsTable.Series;
import org.ncollapse.text.NumberText;

/**
 * {@code pgfplots/LAYER-SPLIT.dat}: the columns of {@code metrics.csv} by epoch, separated by blanks; {@code nan} for
 * undefined values.
 */
final class PgfplotsData {

    private PgfplotsData() {}

    static List<ExportedFile> of(MetricsTable metrics) {
        return metrics.allSeries().stream()
                .map(series -> new ExportedFile("pgfplots/" + fileName(series), text(series)))
                .toList();
    }

    /** Returns the name of a series' file in {@code pgfplots/}. */
    static String fileName(Series series) {
        return series.layer() + "-" + series.split() + ".dat";
    }

    private static String text(Series series) {
        List<String> lines = new ArrayList<>();
        lines.add(Stream.concat(
                        Stream.of("epoch"), Stream.of(MetricColumn.values()).map(MetricColumn::columnName))
                .collect(Collectors.joining(" ")));
        series.rows().forEach(row -> lines.add(row.epoch() + " " + values(row)));
        return String.join("\n", lines) + "\n";
    }

    private static String values(Row row) {
        return Stream.of(MetricColumn.values())
                .map(column -> number(row.value(column)))
                .collect(Collectors.joining(" "));
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        return Double.isInfinite(value) ? value > 0 ? "inf" : "-inf" : NumberText.exact(value);
    }
}
