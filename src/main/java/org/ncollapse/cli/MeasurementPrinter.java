package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedHead;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.measurement.SplitMeasurement;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.MainMetric;
import org.ncollapse.text.NumberText;

/** Prints the main metrics of a measurement: those of the last epoch, one column for each layer and split. */
record MeasurementPrinter(MeasurementInput input, List<SplitMeasurement> measured, RunFolders folders) {

    private static final int DIGITS = 5;

    void print(PrintWriter out) {
        for (SavedSplit split : input.splits()) {
            out.printf(
                    Locale.ROOT,
                    "Measured %s: %,d samples of width %,d in %,d classes, %s%n",
                    split.arrays().mainFile(),
                    split.features().rows(),
                    split.features().width(),
                    input.classes(),
                    describe(split.head()));
        }
        int last = measured.get(measured.size() - 1).key().epoch();
        List<SplitMeasurement> columns =
                measured.stream().filter(row -> row.key().epoch() == last).toList();
        line(out, last == 0 ? "" : "epoch " + last, columns, row -> row.key().tap());
        line(out, "", columns, row -> row.key().split().key());
        for (MetricColumn metric : MainMetric.comparedColumns()) {
            if (columns.stream()
                    .anyMatch(
                            row -> !Double.isNaN(metric.value(row.measurement().metrics())))) {
                line(
                        out,
                        metric.columnName(),
                        columns,
                        row -> number(metric.value(row.measurement().metrics())));
            }
        }
        out.println("  page      " + folders.report());
        out.println("  metrics   " + folders.export().resolve("metrics.csv"));
        out.println("  manifest  " + folders.manifest());
    }

    private static String describe(SavedHead head) {
        return head == null
                ? "no head"
                : "a head " + (head.bias() == null ? "without" : "with") + " bias, weight decay " + head.weightDecay();
    }

    private static void line(
            PrintWriter out, String head, List<SplitMeasurement> columns, Function<SplitMeasurement, String> cell) {
        StringBuilder line = new StringBuilder(String.format("  %-14s", head));
        columns.forEach(column -> line.append(String.format(" %13s", cell.apply(column))));
        out.println(line.toString().stripTrailing());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : NumberText.significant(value, DIGITS);
    }
}
