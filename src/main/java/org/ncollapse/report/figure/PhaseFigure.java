package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ncollapse.report.figure.Chart.Across;
import org.ncollapse.report.figure.Chart.Guide;
import org.ncollapse.report.figure.Chart.Scale;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.CurveStyle.Markers;
import org.ncollapse.report.sweep.Interval;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.PhaseDiagram.RunPoint;
import org.ncollapse.report.sweep.PhaseDiagram.SettingPoint;
import org.ncollapse.report.sweep.PlaceAxis;

/**
 * {@code phase}: how the runs of a sweep ended. NC1, NC2 and ĉ by both estimates against the key that was varied, means
 * over seeds with their intervals; NC1, and how much of the targets the logits reach, against ĉ, a point a run, with
 * theory's threshold and curve.
 */
final class PhaseFigure {
    static final String NAME = "phase";

    private static final double HEIGHT = 3.6 * FigureStyle.POINTS_PER_INCH;
    /** So many points are a whole number of a picture's dots. */
    private static final double WHOLE_DOTS = 6;
    /** How far above all others what has no value stands on a logarithmic axis. */
    private static final double ABOVE = 3;
    /** A threshold farther above than this, as a ratio, would squash the estimates. */
    private static final double REACH = 100;

    private static final double STACK = 1.6;
    private static final int STACKED = 6;
    private static final int CURVE_POINTS = 400;
    private static final CurveStyle THRESHOLD = CurveStyle.plainLine(FigureStyle.PALE, FigureStyle.AXIS);
    private static final CurveStyle THEORY = CurveStyle.plainLine(FigureStyle.INK, FigureStyle.DASHED);

    private final PhaseDiagram diagram;

    private PhaseFigure(PhaseDiagram diagram) {
        this.diagram = diagram;
    }

    /** The figure; empty where no run is finished. */
    static Optional<Figure> of(PhaseDiagram diagram) {
        return diagram.settings().isEmpty() ? Optional.empty() : Optional.of(new PhaseFigure(diagram).figure());
    }

    private Figure figure() {
        Across key = across(diagram.key());
        Across strength = across(diagram.strength());
        Chart nc1 = against(key, "NC1", Scale.LOGARITHMIC, SettingPoint::nc1, false);
        Chart nc2 = against(key, "NC2: dist. to " + diagram.frame(), Scale.LOGARITHMIC, SettingPoint::nc2, false);
        Chart balance = against(key, "\u0109 by balance", Scale.LOGARITHMIC_WITH_ZERO, SettingPoint::balance, true);
        Chart shrinkage =
                against(key, "\u0109 by shrinkage", Scale.LOGARITHMIC_WITH_ZERO, SettingPoint::shrinkage, true);
        double legend = Legend.of(legend(), FigureStyle.PAGE_WIDTH - 2 * FigureStyle.MARGIN)
                .height();
        return new Figure(
                NAME,
                legend(),
                List.of(List.of(nc1, balance), List.of(nc2, shrinkage), List.of(collapse(strength), size(strength))),
                FigureStyle.PAGE_WIDTH,
                WHOLE_DOTS * Math.ceil((HEIGHT + legend) / WHOLE_DOTS));
    }

    private static Across across(PlaceAxis axis) {
        return new Across(axis.name(), axis.first(), axis.last(), axis.ticks());
    }

    private List<Legend.Entry> legend() {
        List<Legend.Entry> legend = new ArrayList<>();
        for (int series = 0; series < diagram.series().size(); series++) {
            String name = diagram.series().get(series);
            legend.add(new Legend.Entry(name.isEmpty() ? "network" : name, joined(series), true));
        }
        legend.add(new Legend.Entry("threshold, c = 1", THRESHOLD, false));
        legend.add(new Legend.Entry("theory: a = max(0, 1 \u2212 c)", THEORY, false));
        if (diagram.settings().stream().anyMatch(setting -> setting.vanished() > 0)) {
            legend.add(new Legend.Entry(
                    "collapsed to zero, no value",
                    new CurveStyle(FigureStyle.INK, null, FigureStyle.marker(2), FigureStyle.PAPER, Markers.EACH),
                    true));
        }
        return legend;
    }

    /** Means over seeds, their intervals as bars; above them what is not defined because the network has vanished. */
    private Chart against(
            Across across, String label, Scale scale, Function<SettingPoint, Interval> quantity, boolean threshold) {
        boolean fromZero = scale == Scale.LOGARITHMIC_WITH_ZERO;
        double highest = diagram.settings().stream()
                .map(quantity)
                .mapToDouble(Interval::mean)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        double top = ABOVE * Math.max(threshold ? 1 : 0, highest);
        List<Curve> curves = new ArrayList<>();
        for (int series = 0; series < diagram.series().size(); series++) {
            List<SettingPoint> points = settings(series);
            double above = stacked(series);
            List<Point> lost = points.stream()
                    .filter(point ->
                            point.vanished() > 0 && quantity.apply(point).count() < point.finished())
                    .map(point -> new Point(point.at(), top * above))
                    .toList();
            curves.add(new Curve(vanished(series), lost));
            curves.add(new Curve(
                    points(series),
                    points.stream()
                            .map(point -> new Point(
                                    point.at(), shown(quantity.apply(point).mean(), fromZero)))
                            .toList()));
            curves.add(new Curve(bar(series), bars(points, quantity, fromZero)));
            if (diagram.key().division() != PlaceAxis.Division.WORDS) {
                curves.add(new Curve(
                        line(series),
                        points.stream()
                                .map(point -> new Point(
                                        point.at(), shown(quantity.apply(point).mean(), fromZero)))
                                .toList()));
            }
        }
        if (threshold && highest * REACH >= 1) {
            curves.add(new Curve(THRESHOLD, List.of(new Point(across.first(), 1), new Point(across.last(), 1))));
        }
        curves.removeIf(curve -> !curve.hasPositive() && !(fromZero && curve.hasZero()));
        return new Chart(label, scale, curves, across, List.of());
    }

    private static List<Point> bars(
            List<SettingPoint> points, Function<SettingPoint, Interval> quantity, boolean fromZero) {
        List<Point> bars = new ArrayList<>();
        for (SettingPoint point : points) {
            Interval mean = quantity.apply(point);
            if (mean.high() > 0) {
                bars.addAll(List.of(
                        new Point(point.at(), shown(mean.low(), fromZero)),
                        new Point(point.at(), mean.high()),
                        new Point(point.at(), Double.NaN)));
            }
        }
        return bars;
    }

    /** A logit that overshoots its target has a ĉ a little below zero, which stands at zero. */
    private static double shown(double value, boolean fromZero) {
        return fromZero ? Math.max(0, value) : value;
    }

    private List<SettingPoint> settings(int series) {
        return diagram.settings().stream()
                .filter(point -> point.series() == series)
                .sorted((a, b) -> Double.compare(a.at(), b.at()))
                .toList();
    }

    /** NC1 of each run against its ĉ, beyond the threshold where it has vanished. */
    private Chart collapse(Across across) {
        double top = ABOVE
                * diagram.runs().stream()
                        .mapToDouble(RunPoint::nc1)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(1);
        List<Curve> curves = new ArrayList<>();
        for (int series = 0; series < diagram.series().size(); series++) {
            double above = top * stacked(series);
            curves.add(new Curve(
                    vanished(series), runs(series, true, run -> Double.isNaN(run.nc1()) ? above : Double.NaN)));
            curves.add(new Curve(points(series), runs(series, false, RunPoint::nc1)));
        }
        curves.removeIf(curve -> !curve.hasPositive());
        return new Chart(
                "NC1",
                Scale.LOGARITHMIC,
                curves,
                across,
                List.of(new Guide.Divide(diagram.strength().place(1.0), "", "c > 1")));
    }

    /** How much of the targets each run's logits reach, beside what theory says. */
    private Chart size(Across across) {
        List<Curve> curves = new ArrayList<>();
        for (int series = 0; series < diagram.series().size(); series++) {
            curves.add(new Curve(points(series), runs(series, false, RunPoint::size)));
        }
        curves.add(new Curve(
                THEORY,
                IntStream.rangeClosed(0, CURVE_POINTS)
                        .mapToDouble(i -> across.first() + (across.last() - across.first()) * i / CURVE_POINTS)
                        .mapToObj(place -> new Point(
                                place,
                                Math.max(0, 1 - Math.max(0, diagram.strength().number(place)))))
                        .toList()));
        return new Chart(
                "a = 1 \u2212 \u0109 by shrinkage",
                Scale.LINEAR_AROUND_ZERO,
                curves,
                across,
                List.of(new Guide.Divide(diagram.strength().place(1.0), "", "")));
    }

    private List<Point> runs(int series, boolean vanished, ToDoubleFunction<RunPoint> value) {
        return diagram.runs().stream()
                .filter(run -> run.series() == series
                        && Double.isFinite(run.at())
                        && (!vanished || run.run().strength().vanished()))
                .sorted((a, b) -> Double.compare(a.at(), b.at()))
                .map(run -> new Point(run.at(), value.applyAsDouble(run)))
                .toList();
    }

    /** Series whose networks vanish at the same place stand above each other. */
    private static double stacked(int series) {
        return Math.pow(STACK, series % STACKED);
    }

    private static CurveStyle points(int series) {
        return new CurveStyle(
                FigureStyle.colour(series), null, FigureStyle.marker(series), FigureStyle.colour(series), Markers.EACH);
    }

    private static CurveStyle vanished(int series) {
        return new CurveStyle(FigureStyle.colour(series), null, FigureStyle.marker(2), FigureStyle.PAPER, Markers.EACH);
    }

    private static CurveStyle line(int series) {
        return CurveStyle.plainLine(FigureStyle.colour(series), FigureStyle.RUNNING);
    }

    private static CurveStyle bar(int series) {
        return CurveStyle.plainLine(FigureStyle.colour(series), FigureStyle.SOLID);
    }

    private static CurveStyle joined(int series) {
        return new CurveStyle(
                FigureStyle.colour(series),
                FigureStyle.RUNNING,
                FigureStyle.marker(series),
                FigureStyle.colour(series),
                Markers.EACH);
    }
}
