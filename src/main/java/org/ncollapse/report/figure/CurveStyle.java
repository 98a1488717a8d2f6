package org.ncollapse.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;

/**
 * The style of a curve in its panel and in the legend.
 *
 * @param color of the line and of the markers' outlines
 * @param line null for points without a line
 * @param marker centered on the origin
 * @param fill of the markers
 * @param markers the points that have a marker
 */
record CurveStyle(Color color, BasicStroke line, Shape marker, Color fill, MarkerPolicy markers) {

    /** The points that have a marker. A point that no line would show always has one. */
    enum MarkerPolicy {
        /** Every point. */
        ALL,
        /** Every point if there are few; otherwise only the first zero after other values. */
        IF_FEW,
        /** Only points that no line would show. */
        ISOLATED
    }

    /** A solid line with markers if there are few points. */
    static CurveStyle solid(Color color, Shape marker) {
        return new CurveStyle(color, FigureStyle.SOLID, marker, color, MarkerPolicy.IF_FEW);
    }

    /** A line without points. */
    static CurveStyle plainLine(Color color, BasicStroke line) {
        return new CurveStyle(color, line, FigureStyle.marker(0), color, MarkerPolicy.ISOLATED);
    }
}
