package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.PhaseDiagram.ConfigurationMeans;
import org.ncollapse.report.sweep.PhaseDiagram.ConfigurationPoint;
import org.ncollapse.report.sweep.SeedInterval;
import org.ncollapse.report.sweep.SweepAxis;

/**
 * Panels of a phase diagram against the varied key: means over seeds with their intervals as bars. Open markers above
 * them are configurations whose value is undefined because the network is the zero solution.
 */
record ConfigurationPanels(PhaseDiagram diagram, XAxis xAxis) {

    /** A critical strength that exceeds the values by more than this ratio would compress the estimates. */
    private static final double MAX_THRESHOLD_RATIO = 100;

    /** Returns the panel of a metric. */
    PanelSpec metric(String label, Function<ConfigurationMeans, SeedInterval> quantity) {
        return panel(label, YScale.LOGARITHMIC, quantity, false);
    }

    /** Returns the panel of an estimate of ĉ with its critical strength. */
    PanelSpec strength(String label, Function<ConfigurationMeans, SeedInterval> quantity) {
        return panel(label, YScale.LOGARITHMIC_WITH_ZERO, quantity, true);
    }

    private PanelSpec panel(
            String label, YScale scale, Function<ConfigurationMeans, SeedInterval> quantity, boolean isStrength) {
        double highest = diagram.configurations().stream()
                .map(point -> quantity.apply(point.means()))
                .mapToDouble(SeedInterval::mean)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        double top = Math.max(isStrength ? 1 : 0, highest);
        List<Curve> curves = new ArrayList<>();
        for (int series = 0; series < diagram.seriesLabels().size(); series++) {
            List<ConfigurationPoint> points = configurations(series);
            double zeroSolutionHeight = SeriesStyle.zeroSolutionHeight(series, top);
            List<Point> zeroSolutions = points.stream()
                    .filter(point -> point.zeroSolutions() > 0
                            && quantity.apply(point.means()).n() < point.finished())
                    .map(point -> new Point(point.x(), zeroSolutionHeight))
                    .toList();
            List<Point> means = points.stream()
                    .map(point -> new Point(
                            point.x(), clamp(quantity.apply(point.means()).mean(), isStrength)))
                    .toList();
            curves.add(new Curve(SeriesStyle.zeroSolution(series), zeroSolutions));
            curves.add(new Curve(SeriesStyle.markers(series), means));
            curves.add(new Curve(SeriesStyle.bar(series), bars(points, quantity, isStrength)));
            if (diagram.keyAxis().scale() != SweepAxis.AxisScale.CATEGORICAL) {
                curves.add(new Curve(SeriesStyle.line(series), means));
            }
        }
        if (isStrength && highest * MAX_THRESHOLD_RATIO >= 1) {
            curves.add(new Curve(SeriesStyle.THRESHOLD, List.of(new Point(xAxis.min(), 1), new Point(xAxis.max(), 1))));
        }
        curves.removeIf(curve -> !curve.hasPositive() && !(isStrength && curve.hasZero()));
        return new PanelSpec(label, scale, curves, xAxis, List.of());
    }

    private static List<Point> bars(
            List<ConfigurationPoint> points, Function<ConfigurationMeans, SeedInterval> quantity, boolean isStrength) {
        List<Point> bars = new ArrayList<>();
        for (ConfigurationPoint point : points) {
            SeedInterval mean = quantity.apply(point.means());
            if (mean.high() > 0) {
                bars.addAll(List.of(
                        new Point(point.x(), clamp(mean.low(), isStrength)),
                        new Point(point.x(), mean.high()),
                        new Point(point.x(), Double.NaN)));
            }
        }
        return bars;
    }

    /** If logits exceed their targets, ĉ is slightly negative; it is drawn at zero. */
    private static double clamp(double value, boolean isStrength) {
        return isStrength ? Math.max(0, value) : value;
    }

    private List<ConfigurationPoint> configurations(int series) {
        return diagram.configurations().stream()
                .filter(point -> point.series() == series)
                .sorted((a, b) -> Double.compare(a.x(), b.x()))
                .toList();
    }
}
