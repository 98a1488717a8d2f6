package org.ncollapse.report.figure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.table.SimulationMetrics;
import org.ncollapse.report.table.SimulationMetrics.Row;

/**
 * The paper's figure of one model: objective, NC1, NC2 and NC3 against the iteration, the closed form's objective as a
 * dashed line. Two panels beside two, so that a telephone shows it legibly.
 */
public final class ReproductionFigure {

    private static final String NAME = "reproduction";
    /** NC1 compares squares of numbers of 16 digits, in sums of some hundred: below, it is noise about zero. */
    private static final double ROUNDING = 1e-24;

    private static final double WIDTH = 4.4 * FigureStyle.POINTS_PER_INCH;
    private static final double HEIGHT = 3.2 * FigureStyle.POINTS_PER_INCH;

    private ReproductionFigure() {}

    /**
     * Draws it into a simulation's {@code figures/}, as PNG, SVG and PDF.
     *
     * @param series what the simulation's tables hold
     * @param etf whether the frame that NC2 and NC3 are held against is the simplex, instead of the orthogonal one
     * @param objective the closed form's
     * @return the SVG file
     */
    public static Path draw(Path runFolder, SimulationMetrics series, boolean etf, double objective) {
        Path figures = runFolder.resolve("figures");
        try {
            Files.createDirectories(figures);
            FigureWriter.write(figures, figure(series, etf, objective));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the figure into " + figures, e);
        }
        return figures.resolve(NAME + ".svg");
    }

    private static Figure figure(SimulationMetrics series, boolean etf, double objective) {
        String frame = etf ? "dist. to ETF" : "dist. to OF";
        int last = series.headInput().get(series.headInput().size() - 1).iteration();
        Curve closedForm = new Curve(
                CurveStyle.plainLine(FigureStyle.FOREGROUND, FigureStyle.DASHED),
                List.of(new Point(0, objective), new Point(last, objective)));
        List<Legend.Entry> legend = new ArrayList<>();
        legend.add(new Legend.Entry(series.previousLayer().isEmpty() ? "H" : "H2, the head's input", upper(), false));
        if (!series.previousLayer().isEmpty()) {
            legend.add(new Legend.Entry("H1", lower(), false));
        }
        legend.add(new Legend.Entry("closed form", closedForm.style(), false));
        PanelSpec objectives = new PanelSpec(
                "objective",
                YScale.LOGARITHMIC,
                List.of(closedForm, curve(series.headInput(), Row::objective, upper())),
                new XAxis("iteration", 0, last),
                List.of());
        PanelSpec nc1 = chart("NC1", series, reading -> reading.nc1() < ROUNDING ? Double.NaN : reading.nc1(), last);
        PanelSpec nc2 = chart("NC2: " + frame, series, etf ? Row::nc2Etf : Row::nc2Of, last);
        PanelSpec nc3 = chart("NC3: " + frame, series, etf ? Row::nc3Etf : Row::nc3Of, last);
        return new Figure(NAME, legend, List.of(List.of(objectives, nc1), List.of(nc2, nc3)), WIDTH, HEIGHT);
    }

    private static PanelSpec chart(String label, SimulationMetrics series, ToDoubleFunction<Row> quantity, int last) {
        List<Curve> curves = new ArrayList<>(List.of(
                curve(series.headInput(), quantity, upper()), curve(series.previousLayer(), quantity, lower())));
        curves.removeIf(curve -> !curve.hasPositive());
        return new PanelSpec(label, YScale.LOGARITHMIC, curves, new XAxis("iteration", 0, last), List.of());
    }

    private static Curve curve(List<Row> readings, ToDoubleFunction<Row> quantity, CurveStyle style) {
        return new Curve(
                style,
                readings.stream()
                        .map(reading -> new Point(reading.iteration(), quantity.applyAsDouble(reading)))
                        .toList());
    }

    private static CurveStyle upper() {
        return CurveStyle.solid(FigureStyle.colour(0), FigureStyle.marker(0));
    }

    private static CurveStyle lower() {
        return CurveStyle.solid(FigureStyle.colour(1), FigureStyle.marker(1));
    }
}
