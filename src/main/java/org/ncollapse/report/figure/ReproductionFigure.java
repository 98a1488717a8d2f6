package org.ncollapse.report.figure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.report.table.MetricsTable.Series;
import org.ncollapse.spec.Split;

/**
 * Objective, NC1, NC2 and NC3 of a simulated model against the iteration, as in the paper. A dashed line shows the
 * closed form's objective. Two rows of two panels are legible on a phone.
 */
public final class ReproductionFigure {

    private static final String NAME = "reproduction";
    /** Below this NC1 is rounding error: it is a ratio of squares of numbers with 16 digits. */
    private static final double ROUNDING = 1e-24;

    private static final double WIDTH = 4.4 * FigureStyle.POINTS_PER_INCH;
    private static final double HEIGHT = 3.2 * FigureStyle.POINTS_PER_INCH;

    private ReproductionFigure() {}

    /**
     * Draws it into a simulation's {@code figures/}, as PNG, SVG and PDF.
     *
     * @param metrics of the simulation; they have the training split only
     * @param etf whether NC2 and NC3 are distances to the simplex ETF; otherwise to the orthogonal frame
     * @param objective of the closed form
     * @return the SVG file
     */
    public static Path draw(Path runFolder, MetricsTable metrics, boolean etf, double objective) {
        Path figures = runFolder.resolve("figures");
        try {
            Files.createDirectories(figures);
            FigureWriter.write(figures, figure(metrics, etf, objective));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the figure into " + figures, e);
        }
        return figures.resolve(NAME + ".svg");
    }

    private static Figure figure(MetricsTable metrics, boolean etf, double objective) {
        String frame = etf ? "dist. to ETF" : "dist. to OF";
        String headLayer = metrics.headLayer().orElseThrow();
        Series head = metrics.series(headLayer, Split.TRAIN);
        List<Series> others = metrics.allSeries().stream()
                .filter(series -> !series.layer().equals(headLayer))
                .toList();
        int last = metrics.lastEpoch().orElseThrow();
        Curve closedForm = new Curve(
                CurveStyle.plainLine(FigureStyle.FOREGROUND, FigureStyle.DASHED),
                List.of(new Point(0, objective), new Point(last, objective)));
        List<Legend.Entry> legend = new ArrayList<>();
        legend.add(new Legend.Entry(others.isEmpty() ? "H" : "H2, the head's input", headStyle(), false));
        if (!others.isEmpty()) {
            legend.add(new Legend.Entry("H1", previousStyle(), false));
        }
        legend.add(new Legend.Entry("closed form", closedForm.style(), false));
        PanelSpec objectives = new PanelSpec(
                "objective",
                YScale.LOGARITHMIC,
                List.of(closedForm, curve(head, row -> row.value(MetricColumn.OBJECTIVE), headStyle())),
                new XAxis("iteration", 0, last),
                List.of());
        PanelSpec nc1 = panel("NC1", head, others, ReproductionFigure::nc1, last);
        MetricColumn nc2Column = etf ? MetricColumn.NC2_ETF : MetricColumn.NC2_OF;
        MetricColumn nc3Column = etf ? MetricColumn.NC3_ETF : MetricColumn.NC3_OF;
        PanelSpec nc2 = panel("NC2: " + frame, head, others, row -> row.value(nc2Column), last);
        PanelSpec nc3 = panel("NC3: " + frame, head, others, row -> row.value(nc3Column), last);
        return new Figure(NAME, legend, List.of(List.of(objectives, nc1), List.of(nc2, nc3)), WIDTH, HEIGHT);
    }

    private static double nc1(Row row) {
        double nc1 = row.value(MetricColumn.NC1);
        return nc1 < ROUNDING ? Double.NaN : nc1;
    }

    private static PanelSpec panel(
            String label, Series head, List<Series> others, ToDoubleFunction<Row> quantity, int last) {
        List<Curve> curves = new ArrayList<>();
        curves.add(curve(head, quantity, headStyle()));
        others.forEach(series -> curves.add(curve(series, quantity, previousStyle())));
        curves.removeIf(curve -> !curve.hasPositive());
        return new PanelSpec(label, YScale.LOGARITHMIC, curves, new XAxis("iteration", 0, last), List.of());
    }

    private static Curve curve(Series series, ToDoubleFunction<Row> quantity, CurveStyle style) {
        return new Curve(
                style,
                series.rows().stream()
                        .map(row -> new Point(row.epoch(), quantity.applyAsDouble(row)))
                        .toList());
    }

    private static CurveStyle headStyle() {
        return CurveStyle.solid(FigureStyle.color(0), FigureStyle.marker(0));
    }

    private static CurveStyle previousStyle() {
        return CurveStyle.solid(FigureStyle.color(1), FigureStyle.marker(1));
    }
}
