package org.ncollapse.data.digits;

import java.util.List;

/**
 * One way to write a digit: its strokes, each as the points of the pen's path. A stroke is x, y, x, y, … in hundredths
 * of a box, x to the right and y downwards. A point that is repeated is a corner; elsewhere the path is smooth.
 *
 * @param strokes the strokes; the arrays must not be changed
 */
record StrokeTemplate(List<double[]> strokes) {

    /** Returns a template of the given strokes. */
    static StrokeTemplate of(double[]... strokes) {
        return new StrokeTemplate(List.of(strokes));
    }

    /** Returns a stroke through the given points: x, y, x, y, …. */
    static double[] stroke(double... points) {
        return points;
    }
}
