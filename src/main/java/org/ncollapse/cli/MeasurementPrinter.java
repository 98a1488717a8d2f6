package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedHead;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.measurement.SplitMeasurement;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.MainMetric;
import org.ncollapse.text.NumberText;

/**
 * Prints the main metrics of a measurement: those of the last epoch, one column for each layer and split.
 *
 * @param published the metrics of a published program, printed after ours; null if none was asked for
 */
record MeasurementPrinter(
        MeasurementInput input, List<SplitMeasurement> measured, RunFolders folders, PublishedValues published) {

    private static final int DIGITS = 5;
    /** A training and a test split are described in a line each; more files together in one. */
    private static final int MAX_DESCRIBED = 2;

    void printMetrics(PrintWriter out) {
        if (input.splits().size() <= MAX_DESCRIBED) {
            input.splits().forEach(split -> describe(out, split.arrays().mainFile() + ":", List.of(split)));
        } else {
            describe(out, input.splits().size() + " files:", input.splits());
        }
        int last = measured.get(measured.size() - 1).key().epoch();
        List<SplitMeasurement> columns =
                measured.stream().filter(row -> row.key().epoch() == last).toList();
        int widest = input.splits().stream()
                .mapToInt(split -> split.samples().width())
                .max()
                .orElseThrow();
        line(out, last == 0 ? "" : "epoch " + last, columns, row -> row.key().tap());
        line(out, "", columns, row -> row.key().split().key());
        for (MetricColumn metric : metrics(widest)) {
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
        if (hasNoSimplex(widest)) {
            double bound = Math.sqrt(2 - 2 * Math.sqrt(widest / (input.classes() - 1.0)));
            out.println("  No simplex of " + input.classes() + " classes exists in " + widest
                    + " dimensions: nc2_etf and nc3_etf are at least " + number(bound) + ". nc2_uniformity,");
            out.println("  nc2_log_uniformity and nc3_uniform_duality are 0 where the class means are uniformly spread"
                    + " (Wu & Papyan 2024).");
        }
        if (published != null) {
            published.print(out, columns.stream().map(SplitMeasurement::key).toList());
        }
    }

    /** @param fit what the fit found, or why there is none */
    void printResults(PrintWriter out, String fit) {
        out.println("  fit       " + fit);
        out.println("  page      " + folders.report());
        out.println("  figures   " + folders.figures().resolve("collapse.png"));
        out.println("  metrics   " + folders.export().resolve("metrics.csv"));
        out.println("  manifest  " + folders.manifest());
    }

    private List<MetricColumn> metrics(int width) {
        List<MetricColumn> metrics = new ArrayList<>(MainMetric.comparedColumns());
        if (hasNoSimplex(width)) {
            metrics.addAll(
                    metrics.indexOf(MetricColumn.NC2_OF) + 1,
                    List.of(MetricColumn.NC2_UNIFORMITY, MetricColumn.NC2_LOG_UNIFORMITY));
            metrics.add(metrics.indexOf(MetricColumn.NC3_OF) + 1, MetricColumn.NC3_UNIFORM_DUALITY);
        }
        return metrics;
    }

    /** Returns whether no K points of this dimension have equal distances: K &gt; d + 1. */
    private boolean hasNoSimplex(int width) {
        return input.classes() > width + 1;
    }

    private void describe(PrintWriter out, String what, List<SavedSplit> splits) {
        out.printf(
                Locale.ROOT,
                "Measured %s %,d samples of width %s in %,d classes, %s%n",
                what,
                splits.stream().mapToLong(split -> split.samples().rows()).sum(),
                splits.stream()
                        .map(split -> String.format(
                                Locale.ROOT, "%,d", split.samples().width()))
                        .distinct()
                        .collect(Collectors.joining(" and ")),
                input.classes(),
                splits.stream().map(split -> describe(split.head())).distinct().collect(Collectors.joining(" or ")));
    }

    private static String describe(SavedHead head) {
        return head == null
                ? "no head"
                : "a head " + (head.bias() == null ? "without" : "with") + " bias, weight decay "
                        + number(head.weightDecay());
    }

    private static void line(
            PrintWriter out, String head, List<SplitMeasurement> columns, Function<SplitMeasurement, String> cell) {
        StringBuilder line = new StringBuilder(String.format("  %-20s", head));
        columns.forEach(column -> line.append(String.format(" %13s", cell.apply(column))));
        out.println(line.toString().stripTrailing());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : NumberText.significant(value, DIGITS);
    }
}
