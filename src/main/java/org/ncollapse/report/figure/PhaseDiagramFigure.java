package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.CurveStyle.MarkerPolicy;
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.sweep.MeanEstimate;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.PhaseDiagram.ConfigurationMeans;
import org.ncollapse.report.sweep.PhaseDiagram.ConfigurationPoint;
import org.ncollapse.report.sweep.PhaseDiagram.RunPoint;
import org.ncollapse.report.sweep.SweepAxis;

/**
 * {@code phase-diagram}: the final metrics of a sweep's runs. NC1, NC2 and both estimates of ĉ are plotted against the
 * varied key, as means over seeds with confidence intervals. NC1 and the logit scale are plotted against ĉ, one point
 * for each run, with the threshold and the theoretical curve.
 */
final class PhaseDiagramFigure {
    static final String NAME = "phase-diagram";

    private static final double HEIGHT = 3.6 * FigureStyle.POINTS_PER_INCH;
    /** Heights are multiples of this number of points, so that they are a whole number of pixels. */
    private static final double WHOLE_DOTS = 6;
    /** The ratio by which undefined values are drawn above all others on a logarithmic axis. */
    private static final double ABOVE = 3;
    /** A threshold that exceeds the values by more than this ratio would compress the estimates. */
    private static final double REACH = 100;

    private static final double STACK = 1.6;
    private static final int STACKED = 6;
    private static final int CURVE_POINTS = 400;
    private static final CurveStyle THRESHOLD = CurveStyle.plainLine(FigureStyle.LIGHT_GRAY, FigureStyle.AXIS);
    private static final CurveStyle THEORY = CurveStyle.plainLine(FigureStyle.FOREGROUND, FigureStyle.DASHED);

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
        XAxis key = xAxis(diagram.keyAxis());
        XAxis strength = xAxis(diagram.strengthAxis());
        PanelSpec nc1 = against(key, "NC1", YScale.LOGARITHMIC, ConfigurationMeans::nc1, false);
        PanelSpec nc2 =
                against(key, "NC2: dist. to " + diagram.frame(), YScale.LOGARITHMIC, ConfigurationMeans::nc2, false);
        PanelSpec balance =
                against(key, "\u0109 by balance", YScale.LOGARITHMIC_WITH_ZERO, ConfigurationMeans::balance, true);
        PanelSpec shrinkage =
                against(key, "\u0109 by shrinkage", YScale.LOGARITHMIC_WITH_ZERO, ConfigurationMeans::shrinkage, true);
        double legend = Legend.of(legend(), FigureStyle.PAGE_WIDTH - 2 * FigureStyle.MARGIN)
                .height();
        return new Figure(
                NAME,
                legend(),
                List.of(List.of(nc1, balance), List.of(nc2, shrinkage), List.of(collapse(strength), size(strength))),
                FigureStyle.PAGE_WIDTH,
                WHOLE_DOTS * Math.ceil((HEIGHT + legend) / WHOLE_DOTS));
    }

    private static XAxis xAxis(SweepAxis axis) {
        return new XAxis(axis.name(), axis.min(), axis.max(), axis.ticks());
    }

    private List<Legend.Entry> legend() {
        List<Legend.Entry> legend = new ArrayList<>();
        for (int series = 0; series < diagram.seriesLabels().size(); series++) {
            String name = diagram.seriesLabels().get(series);
            legend.add(new Legend.Entry(name.isEmpty() ? "network" : name, joined(series), true));
        }
        legend.add(new Legend.Entry("threshold, c = 1", THRESHOLD, false));
        legend.add(new Legend.Entry("theory: a = max(0, 1 \u2212 c)", THEORY, false));
        if (diagram.configurations().stream().anyMatch(configuration -> configuration.zeroSolutions() > 0)) {
            legend.add(new Legend.Entry(
                    "zero solution (undefined)",
                    new CurveStyle(
                            FigureStyle.FOREGROUND,
                            null,
                            FigureStyle.marker(2),
                            FigureStyle.BACKGROUND,
                            MarkerPolicy.ALL),
                    true));
        }
        return legend;
    }

    /**
     * Draws means over seeds with their intervals as bars, and above them the configurations whose value is undefined
     * because the network is the zero solution.
     */
    private PanelSpec against(
            XAxis xAxis,
            String label,
            YScale scale,
            Function<ConfigurationMeans, MeanEstimate> quantity,
            boolean threshold) {
        boolean fromZero = scale == YScale.LOGARITHMIC_WITH_ZERO;
        double highest = diagram.configurations().stream()
                .map(point -> quantity.apply(point.means()))
                .mapToDouble(MeanEstimate::mean)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        double top = ABOVE * Math.max(threshold ? 1 : 0, highest);
        List<Curve> curves = new ArrayList<>();
        for (int series = 0; series < diagram.seriesLabels().size(); series++) {
            List<ConfigurationPoint> points = configurations(series);
            double above = stacked(series);
            List<Point> zeroSolutions = points.stream()
                    .filter(point -> point.zeroSolutions() > 0
                            && quantity.apply(point.means()).n() < point.finished())
                    .map(point -> new Point(point.x(), top * above))
                    .toList();
            curves.add(new Curve(zeroSolution(series), zeroSolutions));
            curves.add(new Curve(
                    points(series),
                    points.stream()
                            .map(point -> new Point(
                                    point.x(),
                                    shown(quantity.apply(point.means()).mean(), fromZero)))
                            .toList()));
            curves.add(new Curve(bar(series), bars(points, quantity, fromZero)));
            if (diagram.keyAxis().scale() != SweepAxis.AxisScale.CATEGORICAL) {
                curves.add(new Curve(
                        line(series),
                        points.stream()
                                .map(point -> new Point(
                                        point.x(),
                                        shown(quantity.apply(point.means()).mean(), fromZero)))
                                .toList()));
            }
        }
        if (threshold && highest * REACH >= 1) {
            curves.add(new Curve(THRESHOLD, List.of(new Point(xAxis.min(), 1), new Point(xAxis.max(), 1))));
        }
        curves.removeIf(curve -> !curve.hasPositive() && !(fromZero && curve.hasZero()));
        return new PanelSpec(label, scale, curves, xAxis, List.of());
    }

    private static List<Point> bars(
            List<ConfigurationPoint> points, Function<ConfigurationMeans, MeanEstimate> quantity, boolean fromZero) {
        List<Point> bars = new ArrayList<>();
        for (ConfigurationPoint point : points) {
            MeanEstimate mean = quantity.apply(point.means());
            if (mean.ci95High() > 0) {
                bars.addAll(List.of(
                        new Point(point.x(), shown(mean.ci95Low(), fromZero)),
                        new Point(point.x(), mean.ci95High()),
                        new Point(point.x(), Double.NaN)));
            }
        }
        return bars;
    }

    /** If logits exceed their targets, ĉ is slightly negative; it is drawn at zero. */
    private static double shown(double value, boolean fromZero) {
        return fromZero ? Math.max(0, value) : value;
    }

    private List<ConfigurationPoint> configurations(int series) {
        return diagram.configurations().stream()
                .filter(point -> point.series() == series)
                .sorted((a, b) -> Double.compare(a.x(), b.x()))
                .toList();
    }

    /** NC1 of each run against its ĉ. Zero solutions are drawn to the right of the threshold. */
    private PanelSpec collapse(XAxis xAxis) {
        double top = ABOVE
                * diagram.runs().stream()
                        .mapToDouble(RunPoint::nc1)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(1);
        List<Curve> curves = new ArrayList<>();
        for (int series = 0; series < diagram.seriesLabels().size(); series++) {
            double above = top * stacked(series);
            curves.add(new Curve(
                    zeroSolution(series), runs(series, true, run -> Double.isNaN(run.nc1()) ? above : Double.NaN)));
            curves.add(new Curve(points(series), runs(series, false, RunPoint::nc1)));
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
    private PanelSpec size(XAxis xAxis) {
        List<Curve> curves = new ArrayList<>();
        for (int series = 0; series < diagram.seriesLabels().size(); series++) {
            curves.add(new Curve(points(series), runs(series, false, RunPoint::logitScale)));
        }
        curves.add(new Curve(
                THEORY,
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

    /** Zero solutions of several series at the same position are drawn above each other. */
    private static double stacked(int series) {
        return Math.pow(STACK, series % STACKED);
    }

    private static CurveStyle points(int series) {
        return new CurveStyle(
                FigureStyle.color(series),
                null,
                FigureStyle.marker(series),
                FigureStyle.color(series),
                MarkerPolicy.ALL);
    }

    private static CurveStyle zeroSolution(int series) {
        return new CurveStyle(
                FigureStyle.color(series), null, FigureStyle.marker(2), FigureStyle.BACKGROUND, MarkerPolicy.ALL);
    }

    private static CurveStyle line(int series) {
        return CurveStyle.plainLine(FigureStyle.color(series), FigureStyle.THIN);
    }

    private static CurveStyle bar(int series) {
        return CurveStyle.plainLine(FigureStyle.color(series), FigureStyle.SOLID);
    }

    private static CurveStyle joined(int series) {
        return new CurveStyle(
                FigureStyle.color(series),
                FigureStyle.THIN,
                FigureStyle.marker(series),
                FigureStyle.color(series),
                MarkerPolicy.ALL);
    }
}
