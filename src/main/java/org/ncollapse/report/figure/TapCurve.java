package org.ncollapse.report.figure;

import java.awt.Color;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.CurveStyle.MarkerPolicy;
import org.ncollapse.spec.Split;

/**
 * A curve of a run's measurements: a quantity at one tap on one split.
 *
 * @param lineKind how the line is told apart from others of its colour
 * @param layer the tap that was measured; empty for a quantity of the whole network
 * @param colorIndex the tap's place among the run's taps, which gives its colour; −1 for the whole network
 * @param points by ascending epoch
 */
record TapCurve(LineKind lineKind, String layer, int colorIndex, List<Point> points) {
    static final int NETWORK = -1;

    TapCurve {
        points = List.copyOf(points);
    }

    /** Solid, dashed, and a pale line for values taken while the weights move. */
    enum LineKind {
        TRAIN(Split.TRAIN.word()),
        TEST(Split.TEST.word()),
        RUNNING("train, running mean");

        private final String label;

        LineKind(String label) {
            this.label = label;
        }
    }

    /** What is drawn. */
    Curve curve() {
        return new Curve(style(lineKind, colorIndex), points);
    }

    /**
     * The key to such curves: colours stand for taps, strokes for splits, each named once rather than every pair of
     * them.
     */
    static List<Legend.Entry> legend(Collection<TapCurve> curves) {
        Stream<Legend.Entry> taps = curves.stream()
                .filter(curve -> curve.colorIndex != NETWORK)
                .map(curve -> new Tap(curve.colorIndex, curve.layer))
                .distinct()
                .sorted(Comparator.comparingInt(Tap::hue))
                .map(tap -> new Legend.Entry(
                        tap.layer,
                        style(LineKind.TRAIN, tap.hue),
                        marked(curves, curve -> curve.colorIndex == tap.hue)));
        Stream<Legend.Entry> strokes = curves.stream()
                .map(TapCurve::lineKind)
                .distinct()
                .sorted()
                .map(stroke -> new Legend.Entry(
                        stroke.label, style(stroke, NETWORK), marked(curves, curve -> curve.lineKind == stroke)));
        return Stream.concat(taps, strokes).toList();
    }

    private record Tap(int hue, String layer) {}

    private static boolean marked(Collection<TapCurve> curves, Predicate<TapCurve> meant) {
        return curves.stream().filter(meant).anyMatch(curve -> curve.curve().showsAllMarkers());
    }

    private static CurveStyle style(LineKind stroke, int hue) {
        int shape = Math.max(0, hue);
        return switch (stroke) {
            case TRAIN -> CurveStyle.solid(colour(hue), FigureStyle.marker(shape));
            case TEST ->
                new CurveStyle(
                        colour(hue),
                        FigureStyle.DASHED,
                        FigureStyle.marker(shape),
                        FigureStyle.tint(colour(hue)),
                        MarkerPolicy.IF_FEW);
            case RUNNING ->
                new CurveStyle(
                        FigureStyle.LIGHT_GREY,
                        FigureStyle.THIN,
                        FigureStyle.marker(shape),
                        FigureStyle.LIGHT_GREY,
                        MarkerPolicy.ISOLATED);
        };
    }

    private static Color colour(int hue) {
        return hue == NETWORK ? FigureStyle.FOREGROUND : FigureStyle.colour(hue);
    }
}
