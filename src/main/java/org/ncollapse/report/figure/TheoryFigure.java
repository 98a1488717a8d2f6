package org.ncollapse.report.figure;

import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.sweep.SweepAxis;
import org.ncollapse.report.sweep.TheoryComparison;
import org.ncollapse.report.sweep.TheoryComparison.Interval;
import org.ncollapse.report.sweep.TheoryComparison.Run;
import org.ncollapse.ufm.fit.PlainModelComparison.Values;

/**
 * {@code theory}: networks with a known penalty of the features and the plain model's minimizer. The first row has
 * observed against predicted values with the line of equality. The second row has what the theory predicts to be small
 * against c, with the critical strength.
 */
final class TheoryFigure implements Drawing {
    static final String NAME = "theory";

    /** Heights are multiples of this number of points, so that they are a whole number of pixels. */
    private static final double HEIGHT_STEP = 6;

    private static final double ROW_HEIGHT = 20 * HEIGHT_STEP;
    private static final int LINE_POINTS = 100;
    /** Observed values below this fraction of the smallest predicted one are drawn as zero. */
    private static final double NEGLIGIBLE = 1e-4;

    private final TheoryComparison comparison;
    private final Figure equality;
    private final Figure againstStrength;

    private TheoryFigure(TheoryComparison comparison) {
        this.comparison = comparison;
        List<Legend.Entry> legend = legend();
        double legendHeight = Legend.of(legend, FigureStyle.PAGE_WIDTH - 2 * FigureStyle.MARGIN)
                .height();
        equality = row(
                legend,
                ROW_HEIGHT + HEIGHT_STEP * Math.ceil(legendHeight / HEIGHT_STEP),
                List.of(
                        equality("\u2016class mean\u2016\u00b2", Values::meanSquaredNorm),
                        equality("\u2016W\u2016\u00b2", Values::headSquaredNorm),
                        equality("objective", Values::objective),
                        equality("logit of the true class", Values::trueLogit)));
        againstStrength = row(
                List.of(),
                ROW_HEIGHT,
                List.of(
                        strength("other logits (RMS)", run -> run.observed().otherLogits(), Values::otherLogits),
                        strength("cosine of two means (RMS)", Run::cosine, Values::cosine),
                        strength("NC1", Run::nc1, values -> Double.NaN),
                        strength("NC2: dist. to " + comparison.frame(), Run::nc2, values -> Double.NaN)));
    }

    /** Returns the figure; empty if no run has a known penalty. */
    static Optional<TheoryFigure> of(TheoryComparison comparison) {
        return comparison.points().isEmpty() ? Optional.empty() : Optional.of(new TheoryFigure(comparison));
    }

    private static Figure row(List<Legend.Entry> legend, double height, List<PanelSpec> panels) {
        return new Figure(NAME, legend, panels.stream().map(List::of).toList(), FigureStyle.PAGE_WIDTH, height);
    }

    private List<Legend.Entry> legend() {
        List<Legend.Entry> legend = new ArrayList<>();
        for (int series = 0; series < comparison.seriesLabels().size(); series++) {
            String name = comparison.seriesLabels().get(series);
            legend.add(new Legend.Entry(name.isEmpty() ? "network" : name, SeriesStyle.markers(series), true));
        }
        legend.add(new Legend.Entry("predicted, nothing fitted", SeriesStyle.THEORY, false));
        legend.add(new Legend.Entry("critical strength, c = 1", SeriesStyle.THRESHOLD, false));
        return legend;
    }

    private PanelSpec equality(String label, ToDoubleFunction<Values> quantity) {
        SweepAxis axis = comparison.predictedAxis(quantity);
        boolean logarithmic = axis.scale() == SweepAxis.AxisScale.LOGARITHMIC;
        double negligible = NEGLIGIBLE
                * comparison.points().stream()
                        .mapToDouble(point -> quantity.applyAsDouble(point.predicted()))
                        .filter(value -> value > 0)
                        .min()
                        .orElse(0);
        List<Curve> curves = new ArrayList<>();
        for (int series = 0; series < comparison.seriesLabels().size(); series++) {
            addPoints(curves, series, point -> axis.position(quantity.applyAsDouble(point.predicted())), run -> {
                double value = quantity.applyAsDouble(run.observed());
                return Math.abs(value) < negligible ? 0 : value;
            });
        }
        curves.add(new Curve(
                SeriesStyle.THEORY,
                IntStream.rangeClosed(0, LINE_POINTS)
                        .mapToDouble(i -> axis.min() + (axis.max() - axis.min()) * i / LINE_POINTS)
                        .mapToObj(position -> new Point(position, axis.value(position)))
                        .toList()));
        return new PanelSpec(
                label, logarithmic ? YScale.LOGARITHMIC_WITH_ZERO : YScale.LINEAR, curves, xAxis(axis), List.of());
    }

    private PanelSpec strength(String label, ToDoubleFunction<Run> quantity, ToDoubleFunction<Values> predicted) {
        SweepAxis axis = comparison.strengthAxis();
        List<Curve> curves = new ArrayList<>();
        for (int series = 0; series < comparison.seriesLabels().size(); series++) {
            int ofSeries = series;
            addPoints(curves, series, point -> axis.position(point.strength()), quantity);
            curves.add(new Curve(
                    SeriesStyle.THEORY,
                    comparison.points().stream()
                            .filter(point -> point.series() == ofSeries)
                            .map(point -> new Point(
                                    axis.position(point.strength()), predicted.applyAsDouble(point.predicted())))
                            .toList()));
        }
        curves.removeIf(curve -> !curve.hasPositive());
        return new PanelSpec(
                label,
                YScale.LOGARITHMIC,
                curves,
                xAxis(axis),
                List.of(new Guide.VerticalLine(axis.position(1.0), "", "")));
    }

    /** Adds the means over seeds as markers, and their ranges as bars. */
    private void addPoints(
            List<Curve> curves,
            int series,
            ToDoubleFunction<TheoryComparison.Point> position,
            ToDoubleFunction<Run> quantity) {
        List<Point> means = new ArrayList<>();
        List<Point> bars = new ArrayList<>();
        comparison.points().stream()
                .filter(point -> point.series() == series)
                .sorted((a, b) -> Double.compare(position.applyAsDouble(a), position.applyAsDouble(b)))
                .forEach(point -> {
                    double x = position.applyAsDouble(point);
                    Interval interval = point.interval(quantity);
                    means.add(new Point(x, interval.mean()));
                    bars.addAll(List.of(
                            new Point(x, interval.low()), new Point(x, interval.high()), new Point(x, Double.NaN)));
                });
        curves.add(new Curve(SeriesStyle.markers(series), means));
        curves.add(new Curve(SeriesStyle.bar(series), bars));
    }

    private static XAxis xAxis(SweepAxis axis) {
        return new XAxis(axis.name(), axis.min(), axis.max(), axis.ticks());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double width() {
        return FigureStyle.PAGE_WIDTH;
    }

    @Override
    public double height() {
        return equality.height() + againstStrength.height();
    }

    @Override
    public void draw(Graphics2D g2) {
        equality.draw(g2);
        g2.translate(0, equality.height());
        againstStrength.draw(g2);
        g2.translate(0, -equality.height());
    }
}
