package org.ncollapse.report.figure;

import org.ncollapse.report.figure.CurveStyle.MarkerPolicy;

/** The styles of a phase diagram; a series has a color and a marker. */
final class SeriesStyle {

    static final CurveStyle THRESHOLD = CurveStyle.plainLine(FigureStyle.LIGHT_GRAY, FigureStyle.AXIS);
    static final CurveStyle THEORY = CurveStyle.plainLine(FigureStyle.FOREGROUND, FigureStyle.DASHED);
    /** Zero solutions in the legend. */
    static final CurveStyle ZERO_SOLUTION = new CurveStyle(
            FigureStyle.FOREGROUND, null, FigureStyle.marker(2), FigureStyle.BACKGROUND, MarkerPolicy.ALL);

    /** The ratio by which undefined values are drawn above all others on a logarithmic axis. */
    private static final double ZERO_SOLUTION_OFFSET = 3;
    /** The ratio by which those of the next series are drawn above them, so that markers at one position differ. */
    private static final double MARKER_SPACING = 1.6;

    private static final int MARKER_LEVELS = 6;

    private SeriesStyle() {}

    /** Returns where zero solutions of a series are drawn above a highest value. */
    static double zeroSolutionHeight(int series, double highest) {
        return ZERO_SOLUTION_OFFSET * highest * Math.pow(MARKER_SPACING, series % MARKER_LEVELS);
    }

    static CurveStyle markers(int series) {
        return new CurveStyle(
                FigureStyle.color(series),
                null,
                FigureStyle.marker(series),
                FigureStyle.color(series),
                MarkerPolicy.ALL);
    }

    static CurveStyle lineWithMarkers(int series) {
        return new CurveStyle(
                FigureStyle.color(series),
                FigureStyle.THIN,
                FigureStyle.marker(series),
                FigureStyle.color(series),
                MarkerPolicy.ALL);
    }

    static CurveStyle zeroSolution(int series) {
        return new CurveStyle(
                FigureStyle.color(series), null, FigureStyle.marker(2), FigureStyle.BACKGROUND, MarkerPolicy.ALL);
    }

    static CurveStyle line(int series) {
        return CurveStyle.plainLine(FigureStyle.color(series), FigureStyle.THIN);
    }

    static CurveStyle bar(int series) {
        return CurveStyle.plainLine(FigureStyle.color(series), FigureStyle.SOLID);
    }
}
