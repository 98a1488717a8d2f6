package org.ncollapse.report.export;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.MetricsTable.Series;
import org.ncollapse.spec.Split;

/**
 * {@code pgfplots/collapse.tex}: objective, error, NC1, NC2 and NC3 against the epoch, drawn by pgfplots from the
 * {@code .dat} files.
 */
final class PgfplotsFigure {

    /** In the order of pgfplots' groups, row by row; null is the space of the legend. */
    private static final List<Panel> PANELS = List.of(
            new Panel(MetricColumn.OBJECTIVE, "objective"),
            new Panel(MetricColumn.NC1, "NC1"),
            new Panel(MetricColumn.NC2_OF, "NC2: dist.\\ to OF"),
            new Panel(MetricColumn.NC3_OF, "NC3: dist.\\ to OF"),
            new Panel(MetricColumn.ERROR, "error"),
            new Panel(null, ""),
            new Panel(MetricColumn.NC2_ETF, "NC2: dist.\\ to ETF"),
            new Panel(MetricColumn.NC3_ETF, "NC3: dist.\\ to ETF"));

    private static final int COLUMNS = 4;
    /** The number of colors in the template. */
    private static final int COLORS = 6;

    private PgfplotsFigure() {}

    /** @param column null for an empty panel */
    private record Panel(MetricColumn column, String title) {}

    static ExportedFile of(ExportedRun run, MetricsTable metrics) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < PANELS.size(); i++) {
            Panel panel = PANELS.get(i);
            if (panel.column() == null) {
                lines.add("\\nextgroupplot[group/empty plot, ymin=1, ymax=10]");
                continue;
            }
            boolean lowest = i >= COLUMNS || PANELS.get(i + COLUMNS).column() == null;
            List<Series> plotted = metrics.allSeries().stream()
                    .filter(series -> series.hasPositive(panel.column()))
                    .toList();
            DoubleSummaryStatistics values = plotted.stream()
                    .flatMapToDouble(series -> series.positive(panel.column()))
                    .summaryStatistics();
            lines.add("\\nextgroupplot[title={%s}%s%s]"
                    .formatted(
                            panel.title(),
                            lowest ? ", xlabel={" + run.epochLabel() + "}" : "",
                            plotted.isEmpty()
                                    ? ", ymin=1, ymax=10"
                                    : ", " + PgfplotsLogAxis.of(values).options()));
            plotted.forEach(series ->
                    lines.addAll(curve(series, panel.column(), metrics.layers().indexOf(series.layer()))));
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
