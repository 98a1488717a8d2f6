package org.ncollapse.report;

import java.util.List;

/**
 * One line of a panel: a quantity against the epoch.
 *
 * @param stroke how the line is told apart from others of its colour
 * @param layer  the tap that was measured; empty for a quantity of the whole network
 * @param hue    the tap's place among the run's taps, which gives its colour; −1 for the whole network
 * @param points by ascending epoch
 */
record Curve(Stroke stroke, String layer, int hue, List<Point> points) {
    static final int NETWORK = -1;
    private static final int MOST_MARKERS = 25;

    Curve {
        points = List.copyOf(points);
    }

    /** Solid, dashed, and a pale line for values taken while the weights move. */
    enum Stroke {
        TRAIN("train"), TEST("test"), RUNNING("train, running mean");

        private final String label;

        Stroke(String label) {
            this.label = label;
        }

        /** The name in the legend. */
        String label() {
            return label;
        }
    }

    /** A value as the file holds it; NaN where it is undefined. */
    record Point(int epoch, double value) {
    }

    /** Whether the points are captures few enough for a marker at each; with more, markers would merge into a band. */
    boolean isSparse() {
        return stroke != Stroke.RUNNING && points.size() <= MOST_MARKERS;
    }

    /** Whether any point could stand on a logarithmic axis. */
    boolean hasPositive() {
        return points.stream().anyMatch(point -> point.value() > 0 && Double.isFinite(point.value()));
    }

    boolean hasZero() {
        return points.stream().anyMatch(point -> point.value() == 0);
    }
}
