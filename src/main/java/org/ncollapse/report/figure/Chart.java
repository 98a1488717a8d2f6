package org.ncollapse.report.figure;

import java.util.List;
import org.ncollapse.report.sweep.PlaceAxis.Tick;

/**
 * What one panel of a figure shows.
 *
 * @param label the vertical axis's name
 * @param curves those that should lie on top first
 * @param across the horizontal axis
 * @param guides what is drawn beside the curves, to read them by
 */
record Chart(String label, Scale scale, List<Curve> curves, Across across, List<Guide> guides) {

    Chart {
        curves = List.copyOf(curves);
        guides = List.copyOf(guides);
    }

    /** The vertical axis's division. */
    enum Scale {
        /** Powers of ten; a zero is a gap. */
        LOGARITHMIC,
        /** Powers of ten above a floor at which zeros stand: an error of zero is the event that a reader looks for. */
        LOGARITHMIC_WITH_ZERO,
        /** Even, from zero on. */
        LINEAR,
        /** Even, with room below zero, where points stand that must be seen whole. */
        LINEAR_AROUND_ZERO;

        boolean even() {
            return this == LINEAR || this == LINEAR_AROUND_ZERO;
        }
    }

    /**
     * The horizontal axis, linear.
     *
     * @param name under the lowest panel
     * @param first the lowest abscissa that must be seen
     * @param last the highest
     * @param ticks where they stand and what they say; none for an axis that counts
     */
    record Across(String name, double first, double last, List<Tick> ticks) {

        Across {
            ticks = List.copyOf(ticks);
        }

        /** An axis that counts. */
        Across(String name, double first, double last) {
            this(name, first, last, List.of());
        }
    }

    /** Something to read the curves by. */
    sealed interface Guide {
        /** A shaded range from an abscissa on, which the column's highest panel names. */
        record Phase(double from, String name) implements Guide {}

        /** A thin vertical line, with what lies left and right of it named in the column's highest panel. */
        record Divide(double at, String left, String right) implements Guide {}

        /** A few words in the panel's upper left corner. */
        record Title(String text) implements Guide {}
    }
}
