package org.ncollapse.report.figure;

import java.awt.Color;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.CurveStyle.Markers;

/**
 * A curve of a run's measurements: a quantity at one tap on one split.
 *
 * @param stroke how the line is told apart from others of its colour
 * @param layer the tap that was measured; empty for a quantity of the whole network
 * @param hue the tap's place among the run's taps, which gives its colour; −1 for the whole network
 * @param points by ascending epoch
 */
record TapCurve(Stroke stroke, String layer, int hue, List<Point> points) {
    static final int NETWORK = -1;

    TapCurve {
        points = List.copyOf(points);
    }

    /** Solid, dashed, and a pale line for values taken while the weights move. */
    enum Stroke {
        TRAIN("train"),
        TEST("test"),
        RUNNING("train, running mean");

        private final String label;

        Stroke(String label) {
            this.label = label;
        }
    }

    /** What is drawn. */
    Curve curve() {
        return new Curve(style(stroke, hue), points);
    }

    /**
     * The key to such curves: colours stand for taps, strokes for splits, each named once rather than every pair of
     * them.
     */
    static List<Legend.Entry> legend(Collection<TapCurve> curves) {
        Stream<Legend.Entry> taps = curves.stream()
                .filter(curve -> curve.hue != NETWORK)
                .map(curve -> new Tap(curve.hue, curve.layer))
                .distinct()
                .sorted(Comparator.comparingInt(Tap::hue))
                .map(tap -> new Legend.Entry(
                        tap.layer, style(Stroke.TRAIN, tap.hue), marked(curves, curve -> curve.hue == tap.hue)));
        Stream<Legend.Entry> strokes = curves.stream()
                .map(TapCurve::stroke)
                .distinct()
                .sorted()
                .map(stroke -> new Legend.Entry(
                        stroke.label, style(stroke, NETWORK), marked(curves, curve -> curve.stroke == stroke)));
        return Stream.concat(taps, strokes).toList();
    }

    private record Tap(int hue, String layer) {}

    private static boolean marked(Collection<TapCurve> curves, Predicate<TapCurve> meant) {
        return curves.stream().filter(meant).anyMatch(curve -> curve.curve().isSparse());
    }

    private static CurveStyle style(Stroke stroke, int hue) {
        int shape = Math.max(0, hue);
        return switch (stroke) {
            case TRAIN -> CurveStyle.solid(colour(hue), FigureStyle.marker(shape));
            case TEST ->
                new CurveStyle(
                        colour(hue),
                        FigureStyle.DASHED,
                        FigureStyle.marker(shape),
                        FigureStyle.tint(colour(hue)),
                        Markers.IF_FEW);
            case RUNNING ->
                new CurveStyle(
                        FigureStyle.PALE,
                        FigureStyle.RUNNING,
                        FigureStyle.marker(shape),
                        FigureStyle.PALE,
                        Markers.LONE);
        };
    }

    private static Color colour(int hue) {
        return hue == NETWORK ? FigureStyle.INK : FigureStyle.colour(hue);
    }
}
