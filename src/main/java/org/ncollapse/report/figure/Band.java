package org.ncollapse.report.figure;

import java.awt.Color;
import java.util.List;

/**
 * A shaded interval around a curve. It is drawn before all curves of its panel.
 *
 * @param color half transparent, so that overlapping bands are visible
 * @param extendsAxis whether the axis shows the whole band; otherwise only the part near the curves
 * @param edges by ascending x value; a NaN interrupts the band
 */
record Band(Color color, boolean extendsAxis, List<Edge> edges) {

    Band {
        edges = List.copyOf(edges);
    }

    /** The lower and the upper end at a position on the horizontal axis. */
    record Edge(double x, double low, double high) {

        /** Returns whether a logarithmic axis can show the interval. */
        boolean isShown() {
            return low > 0 && Double.isFinite(high);
        }
    }
}
