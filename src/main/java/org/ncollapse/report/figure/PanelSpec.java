package org.ncollapse.report.figure;

import java.util.List;
import org.ncollapse.report.sweep.SweepAxis.Tick;

/**
 * The content of one panel.
 *
 * @param yLabel label of the vertical axis
 * @param curves the topmost curve first
 * @param bands drawn before the curves
 * @param xAxis the horizontal axis
 * @param guides help to read the curves
 */
record PanelSpec(String yLabel, YScale yScale, List<Curve> curves, List<Band> bands, XAxis xAxis, List<Guide> guides) {

    PanelSpec {
        curves = List.copyOf(curves);
        bands = List.copyOf(bands);
        guides = List.copyOf(guides);
    }

    /** A panel without bands. */
    PanelSpec(String yLabel, YScale yScale, List<Curve> curves, XAxis xAxis, List<Guide> guides) {
        this(yLabel, yScale, curves, List.of(), xAxis, guides);
    }

    /** The scale of the vertical axis. */
    enum YScale {
        /** Logarithmic; a zero is a gap. */
        LOGARITHMIC,
        /** Logarithmic, with zeros drawn at the lower end: readers look for the first error of zero. */
        LOGARITHMIC_WITH_ZERO,
        /** Linear from zero. */
        LINEAR,
        /** Linear, with space below zero for markers. */
        LINEAR_WITH_MARGIN_BELOW_ZERO;

        boolean isLinear() {
            return this == LINEAR || this == LINEAR_WITH_MARGIN_BELOW_ZERO;
        }
    }

    /**
     * The linear horizontal axis.
     *
     * @param label below the bottom panel
     * @param min the lowest visible value
     * @param max the highest visible value
     * @param ticks positions and labels; none for an axis of integers
     */
    record XAxis(String label, double min, double max, List<Tick> ticks) {

        XAxis {
            ticks = List.copyOf(ticks);
        }

        /** An axis of integers. */
        XAxis(String name, double first, double last) {
            this(name, first, last, List.of());
        }
    }

    /** Help to read the curves. */
    sealed interface Guide {
        /** A shaded range from a position on. The top panel of the column labels it. */
        record ShadedRange(double from, String name) implements Guide {}

        /** A thin vertical line. The top panel of the column labels both sides. */
        record VerticalLine(double at, String left, String right) implements Guide {}

        /**
         * A border that is not at the same place for all seeds: the range from its first to its last place is shaded.
         * The top panel of the column labels both sides.
         */
        record Border(double first, double last, String left, String right) implements Guide {}

        /** A text in the upper left corner of the panel. */
        record Title(String text) implements Guide {}
    }
}
