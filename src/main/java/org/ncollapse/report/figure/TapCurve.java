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
 * A metric at one tap on one split, or of the network.
 *
 * @param lineKind distinguishes lines of the same color
 * @param layer the tap; empty for a quantity of the network
 * @param colorIndex the index of the tap, which gives its color; −1 for a quantity of the network
 * @param points by ascending epoch
 */
record TapCurve(LineKind lineKind, String layer, int colorIndex, List<Point> points) {
    static final int NETWORK = -1;

    TapCurve {
        points = List.copyOf(points);
    }

    /** Solid for the training split, dashed for the test split, thin and gray for means during training. */
    enum LineKind {
        TRAIN(Split.TRAIN.key()),
        TEST(Split.TEST.key()),
        TRAINING_MEAN("training mean");

        private final String label;

        LineKind(String label) {
            this.label = label;
        }
    }

    /** Returns the curve with its style. */
    Curve curve() {
        return new Curve(style(lineKind, colorIndex), points);
    }

    /**
     * Returns the legend: colors stand for taps and line kinds for splits. Each is listed once, not every combination.
     */
    static List<Legend.Entry> legend(Collection<TapCurve> curves) {
        Stream<Legend.Entry> taps = curves.stream()
                .filter(curve -> curve.colorIndex != NETWORK)
                .map(curve -> new Tap(curve.colorIndex, curve.layer))
                .distinct()
                .sorted(Comparator.comparingInt(Tap::colorIndex))
                .map(tap -> new Legend.Entry(
                        tap.layer,
                        style(LineKind.TRAIN, tap.colorIndex),
                        marked(curves, curve -> curve.colorIndex == tap.colorIndex)));
        Stream<Legend.Entry> strokes = curves.stream()
                .map(TapCurve::lineKind)
                .distinct()
                .sorted()
                .map(lineKind -> new Legend.Entry(
                        lineKind.label, style(lineKind, NETWORK), marked(curves, curve -> curve.lineKind == lineKind)));
        return Stream.concat(taps, strokes).toList();
    }

    private record Tap(int colorIndex, String layer) {}

    private static boolean marked(Collection<TapCurve> curves, Predicate<TapCurve> meant) {
        return curves.stream().filter(meant).anyMatch(curve -> curve.curve().showsAllMarkers());
    }

    private static CurveStyle style(LineKind lineKind, int colorIndex) {
        int shape = Math.max(0, colorIndex);
        return switch (lineKind) {
            case TRAIN -> CurveStyle.solid(color(colorIndex), FigureStyle.marker(shape));
            case TEST ->
                new CurveStyle(
                        color(colorIndex),
                        FigureStyle.DASHED,
                        FigureStyle.marker(shape),
                        FigureStyle.tint(color(colorIndex)),
                        MarkerPolicy.IF_FEW);
            case TRAINING_MEAN ->
                new CurveStyle(
                        FigureStyle.LIGHT_GRAY,
                        FigureStyle.THIN,
                        FigureStyle.marker(shape),
                        FigureStyle.LIGHT_GRAY,
                        MarkerPolicy.ISOLATED);
        };
    }

    private static Color color(int colorIndex) {
        return colorIndex == NETWORK ? FigureStyle.FOREGROUND : FigureStyle.color(colorIndex);
    }
}
