package org.ncollapse.report.figure;

import java.util.List;
import org.ncollapse.report.sweep.SweepAxis.Tick;

/**
 * What one panel of a figure shows.
 *
 * @param yLabel the vertical axis's name
 * @param curves those that should lie on top first
 * @param xAxis the horizontal axis
 * @param guides what is drawn beside the curves, to read them by
 */
record PanelSpec(String yLabel, YScale yScale, List<Curve> curves, XAxis xAxis, List<Guide> guides) {

    PanelSpec {
        curves = List.copyOf(curves);
        guides = List.copyOf(guides);
    }

    /** The vertical axis's division. */
    enum YScale {
        /** Powers of ten; a zero is a gap. */
        LOGARITHMIC,
        /** Powers of ten above a floor at which zeros stand: an error of zero is the event that a reader looks for. */
        LOGARITHMIC_WITH_ZERO,
        /** Even, from zero on. */
        LINEAR,
        /** Even, with room below zero, where points stand that must be seen whole. */
        LINEAR_WITH_MARGIN_BELOW_ZERO;

        boolean isLinear() {
            return this == LINEAR || this == LINEAR_WITH_MARGIN_BELOW_ZERO;
        }
    }

    /**
     * The horizontal axis, linear.
     *
     * @param label under the lowest panel
     * @param min the lowest abscissa that must be seen
     * @param max the highest
     * @param ticks where they stand and what they say; none for an axis that counts
     */
    record XAxis(String label, double min, double max, List<Tick> ticks) {

        XAxis {
            ticks = List.copyOf(ticks);
        }

        /** An axis that counts. */
        XAxis(String name, double first, double last) {
            this(name, first, last, List.of());
        }
    }

    /** Something to read the curves by. */
    sealed interface Guide {
        /** A shaded range from an abscissa on, which the column's highest panel names. */
        record ShadedRange(double from, String name) implements Guide {}

        /** A thin vertical line, with what lies left and right of it named in the column's highest panel. */
        record VerticalLine(double at, String left, String right) implements Guide {}

        /** A few words in the panel's upper left corner. */
        record Title(String text) implements Guide {}
    }
}
