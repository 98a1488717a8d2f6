package org.ncollapse.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;

/**
 * How a curve looks, in its panel and in the legend.
 *
 * @param colour of the line and of the markers' outlines
 * @param line null for points without a line
 * @param marker centred on the origin
 * @param fill of the markers
 * @param markers which points carry one
 */
record CurveStyle(Color colour, BasicStroke line, Shape marker, Color fill, MarkerPolicy markers) {

    /** Which points carry a marker; one that no line would show always does. */
    enum MarkerPolicy {
        /** Every point. */
        ALL,
        /** Every point where they are few, else only the first zero after other values. */
        IF_FEW,
        /** None but those that no line would show. */
        ISOLATED
    }

    /** A solid line whose points are marked where they are few. */
    static CurveStyle solid(Color colour, Shape marker) {
        return new CurveStyle(colour, FigureStyle.SOLID, marker, colour, MarkerPolicy.IF_FEW);
    }

    /** A line without points. */
    static CurveStyle plainLine(Color colour, BasicStroke line) {
        return new CurveStyle(colour, line, FigureStyle.marker(0), colour, MarkerPolicy.ISOLATED);
    }
}
