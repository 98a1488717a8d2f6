package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.PhaseDiagram.ConfigurationMeans;
import org.ncollapse.report.sweep.PhaseDiagram.RunPoint;
import org.ncollapse.report.sweep.SweepAxis;

/**
 * {@code phase-diagram}: the final metrics of a sweep's runs. NC1, NC2 and both estimates of ĉ are plotted against the
 * varied key, as means over seeds with confidence intervals. NC1 and the logit scale are plotted against ĉ, one point
 * for each run, with the critical strength and the theoretical curve.
 */
final class PhaseDiagramFigure {
    static final String NAME = "phase-diagram";

    private static final double HEIGHT = 3.6 * FigureStyle.POINTS_PER_INCH;
    /** Heights are multiples of this number of points, so that they are a whole number of pixels. */
    private static final double HEIGHT_STEP = 6;

    private static final int CURVE_POINTS = 400;

    private final PhaseDiagram diagram;

    private PhaseDiagramFigure(PhaseDiagram diagram) {
        this.diagram = diagram;
    }

    /** Returns the figure; empty if no run is finished. */
    static Optional<Figure> of(PhaseDiagram diagram) {
        return diagram.configurations().isEmpty()
                ? Optional.empty()
                : Optional.of(new PhaseDiagramFigure(diagram).figure());
    }

    private Figure figure() {
        ConfigurationPanels againstKey = new ConfigurationPanels(diagram, xAxis(diagram.keyAxis()));
        XAxis strength = xAxis(diagram.strengthAxis());
        PanelSpec nc1 = againstKey.metric("NC1", ConfigurationMeans::nc1);
        PanelSpec nc2 = againstKey.metric("NC2: dist. to " + diagram.frame(), ConfigurationMeans::nc2);
        PanelSpec balance = againstKey.strength("\u0109 by balance", ConfigurationMeans::balance);
        PanelSpec shrinkage = againstKey.strength("\u0109 by shrinkage", ConfigurationMeans::shrinkage);
        double legend = Legend.of(legend(), FigureStyle.PAGE_WIDTH - 2 * FigureStyle.MARGIN)
                .height();
        return new Figure(
                NAME,
                legend(),
                List.of(
                        List.of(nc1, balance),
                        List.of(nc2, shrinkage),
                        List.of(nc1Panel(strength), logitScalePanel(strength))),
                FigureStyle.PAGE_WIDTH,
                HEIGHT_STEP * Math.ceil((HEIGHT + legend) / HEIGHT_STEP));
    }

    private static XAxis xAxis(SweepAxis axis) {
        return new XAxis(axis.name(), axis.min(), axis.max(), axis.ticks());
    }

    private List<Legend.Entry> legend() {
        List<Legend.Entry> legend = new ArrayList<>();
        for (int series = 0; series < diagram.seriesLabels().size(); series++) {
            String name = diagram.seriesLabels().get(series);
            legend.add(new Legend.Entry(name.isEmpty() ? "network" : name, SeriesStyle.lineWithMarkers(series), true));
        }
        legend.add(new Legend.Entry("critical strength, c = 1", SeriesStyle.THRESHOLD, false));
        legend.add(new Legend.Entry("theory: a = max(0, 1 \u2212 c)", SeriesStyle.THEORY, false));
        if (diagram.configurations().stream().anyMatch(configuration -> configuration.zeroSolutions() > 0)) {
            legend.add(new Legend.Entry("zero solution (undefined)", SeriesStyle.ZERO_SOLUTION, true));
        }
        return legend;
    }

    /** NC1 of each run against its ĉ. Zero solutions are drawn to the right of the critical strength. */
    private PanelSpec nc1Panel(XAxis xAxis) {
        double highest = diagram.runs().stream()
                .mapToDouble(RunPoint::nc1)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        List<Curve> curves = new ArrayList<>();
        for (int series = 0; series < diagram.seriesLabels().size(); series++) {
            double height = SeriesStyle.zeroSolutionHeight(series, highest);
            curves.add(new Curve(
                    SeriesStyle.zeroSolution(series),
                    runs(series, true, run -> Double.isNaN(run.nc1()) ? height : Double.NaN)));
            curves.add(new Curve(SeriesStyle.markers(series), runs(series, false, RunPoint::nc1)));
        }
        curves.removeIf(curve -> !curve.hasPositive());
        return new PanelSpec(
                "NC1",
                YScale.LOGARITHMIC,
                curves,
                xAxis,
                List.of(new Guide.VerticalLine(diagram.strengthAxis().position(1.0), "", "c > 1")));
    }

    /** The logit scale of each run and its theoretical curve. */
    private PanelSpec logitScalePanel(XAxis xAxis) {
        List<Curve> curves = new ArrayList<>();
        for (int series = 0; series < diagram.seriesLabels().size(); series++) {
            curves.add(new Curve(SeriesStyle.markers(series), runs(series, false, RunPoint::logitScale)));
        }
        curves.add(new Curve(
                SeriesStyle.THEORY,
                IntStream.rangeClosed(0, CURVE_POINTS)
                        .mapToDouble(i -> xAxis.min() + (xAxis.max() - xAxis.min()) * i / CURVE_POINTS)
                        .mapToObj(position -> new Point(
                                position,
                                Math.max(
                                        0,
                                        1 - Math.max(0, diagram.strengthAxis().value(position)))))
                        .toList()));
        return new PanelSpec(
                "a = 1 \u2212 \u0109 by shrinkage",
                YScale.LINEAR_WITH_MARGIN_BELOW_ZERO,
                curves,
                xAxis,
                List.of(new Guide.VerticalLine(diagram.strengthAxis().position(1.0), "", "")));
    }

    private List<Point> runs(int series, boolean zeroSolutionsOnly, ToDoubleFunction<RunPoint> value) {
        return diagram.runs().stream()
                .filter(run -> run.series() == series
                        && Double.isFinite(run.x())
                        && (!zeroSolutionsOnly || run.run().strength().isZeroSolution()))
                .sorted((a, b) -> Double.compare(a.x(), b.x()))
                .map(run -> new Point(run.x(), value.applyAsDouble(run)))
                .toList();
    }
}
