package org.ncollapse.data.digits;

import java.util.List;

/**
 * One way to write a digit: its strokes, each as the points that the pen passes. A stroke holds x, y, x, y, … in
 * hundredths of a box, x to the right and y downwards. A point given twice in a row is a corner; elsewhere the pen goes
 * smoothly.
 *
 * @param strokes the strokes; the arrays are not to be changed
 */
record StrokeTemplate(List<double[]> strokes) {

    /** Returns a skeleton of the given strokes. */
    static StrokeTemplate of(double[]... strokes) {
        return new StrokeTemplate(List.of(strokes));
    }

    /** Returns a stroke through the given points: x, y, x, y, …. */
    static double[] stroke(double... points) {
        return points;
    }
}
