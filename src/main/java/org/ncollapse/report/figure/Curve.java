package org.ncollapse.report.figure;

import java.util.List;
import org.ncollapse.report.figure.CurveStyle.MarkerPolicy;

/**
 * One line of a panel, or points without a line.
 *
 * @param style its look
 * @param points by ascending abscissa; a NaN breaks the line
 */
record Curve(CurveStyle style, List<Point> points) {
    private static final int MOST_MARKERS = 25;

    Curve {
        points = List.copyOf(points);
    }

    /** A value, NaN where it is undefined, and where along the axis it stands: an epoch, an index. */
    record Point(double x, double value) {}

    /** Whether each point carries a marker; of many points on a line, markers would merge into a band. */
    boolean showsAllMarkers() {
        return style.markers() == MarkerPolicy.ALL
                || style.markers() == MarkerPolicy.IF_FEW && points.size() <= MOST_MARKERS;
    }

    /** Whether any point could stand on a logarithmic axis. */
    boolean hasPositive() {
        return points.stream().anyMatch(point -> point.value() > 0 && Double.isFinite(point.value()));
    }

    boolean hasZero() {
        return points.stream().anyMatch(point -> point.value() == 0);
    }
}
