package org.ncollapse.report.export;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.MainMetric;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.MetricsTable.Series;
import org.ncollapse.spec.Split;

/**
 * {@code pgfplots/collapse.tex}: objective (without one, the loss), error, NC1, NC2 and NC3 against the epoch, drawn by
 * pgfplots from the {@code .dat} files.
 */
final class PgfplotsFigure {

    /** In the order of pgfplots' groups, row by row; the empty one is the space of the legend. */
    private static final List<Optional<MainMetric>> PANELS = List.of(
            Optional.of(MainMetric.OBJECTIVE),
            Optional.of(MainMetric.NC1),
            Optional.of(MainMetric.NC2_OF),
            Optional.of(MainMetric.NC3_OF),
            Optional.of(MainMetric.ERROR),
            Optional.empty(),
            Optional.of(MainMetric.NC2_ETF),
            Optional.of(MainMetric.NC3_ETF));

    private static final int COLUMNS = 4;
    /** The number of colors in the template. */
    private static final int COLORS = 6;

    private PgfplotsFigure() {}

    static ExportedFile of(ExportedRun run, MetricsTable metrics) {
        List<String> lines = new ArrayList<>();
        List<Optional<MainMetric>> panels = PANELS.stream()
                .map(panel -> panel.map(metric -> orLoss(metric, metrics)).filter(metric -> isPlotted(metric, metrics)))
                .toList();
        for (int i = 0; i < panels.size(); i++) {
            if (panels.get(i).isEmpty()) {
                lines.add("\\nextgroupplot[group/empty plot, ymin=1, ymax=10]");
                continue;
            }
            MainMetric metric = panels.get(i).get();
            boolean isLowest = i >= COLUMNS || panels.get(i + COLUMNS).isEmpty();
            List<Series> plotted = metrics.allSeries().stream()
                    .filter(series -> series.hasPositive(metric.column()))
                    .toList();
            DoubleSummaryStatistics values = plotted.stream()
                    .flatMapToDouble(series -> series.positive(metric.column()))
                    .summaryStatistics();
            lines.add("\\nextgroupplot[title={%s}%s, %s]"
                    .formatted(
                            metric.label().replace(". ", ".\\ "),
                            isLowest ? ", xlabel={" + run.epochLabel() + "}" : "",
                            PgfplotsLogAxis.of(values).options()));
            plotted.forEach(series ->
                    lines.addAll(curve(series, metric.column(), metrics.layers().indexOf(series.layer()))));
        }
        return new ExportedFile(
                "pgfplots/collapse.tex",
                Template.of("collapse-figure.tex")
                        .replace("NAME", LatexText.escape(run.name()))
                        .replace(
                                "LAST",
                                Integer.toString(Math.max(1, metrics.lastEpoch().orElseThrow())))
                        .replace(
                                "ZERO",
                                metrics.zeroErrorEpoch().stream()
                                        .mapToObj(Integer::toString)
                                        .findFirst()
                                        .orElse(""))
                        .replace("PANELS", String.join("\n  ", lines))
                        .text());
    }

    /** Returns the loss in place of an objective without values: features from elsewhere do not have the penalties. */
    private static MainMetric orLoss(MainMetric metric, MetricsTable metrics) {
        return metric == MainMetric.OBJECTIVE && !isPlotted(metric, metrics) ? MainMetric.LOSS : metric;
    }

    private static boolean isPlotted(MainMetric metric, MetricsTable metrics) {
        return metrics.allSeries().stream().anyMatch(series -> series.hasPositive(metric.column()));
    }

    /** Returns one curve. Those of NC1 on the training split are the legend's entries for their layers. */
    private static List<String> curve(Series series, MetricColumn column, int layer) {
        boolean named = column == MetricColumn.NC1 && series.split() == Split.TRAIN;
        String plot = "\\addplot[ncollapse %s, ncollapse%d%s] table[x=epoch, y=%s] {\\ncollapsedata/%s};"
                .formatted(
                        series.split(),
                        layer % COLORS + 1,
                        named ? "" : ", forget plot",
                        column.columnName(),
                        PgfplotsData.fileName(series));
        return named
                ? List.of(plot, "\\addlegendentry{%s}".formatted(LatexText.escape(series.layer())))
                : List.of(plot);
    }
}
