package org.ncollapse.report.figure;

import java.util.List;
import org.ncollapse.report.figure.CurveStyle.MarkerPolicy;

/**
 * One line of a panel, or points without a line.
 *
 * @param points by ascending x value; a NaN breaks the line
 */
record Curve(CurveStyle style, List<Point> points) {
    private static final int MAX_MARKERS = 25;

    Curve {
        points = List.copyOf(points);
    }

    /**
     * A value at a position on the horizontal axis, which is an epoch or an index. The value is NaN where it is
     * undefined.
     */
    record Point(double x, double value) {}

    /** Returns whether each point has a marker. Markers of many points on a line would merge into a band. */
    boolean showsAllMarkers() {
        return style.markers() == MarkerPolicy.ALL
                || style.markers() == MarkerPolicy.IF_FEW && points.size() <= MAX_MARKERS;
    }

    /** Returns whether a logarithmic axis can show any point. */
    boolean hasPositive() {
        return points.stream().anyMatch(point -> point.value() > 0 && Double.isFinite(point.value()));
    }

    boolean hasZero() {
        return points.stream().anyMatch(point -> point.value() == 0);
    }
}
