package org.ncollapse.data.digits;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * Writes one digit as one person at one moment would: bends a skeleton into lines on the sheet. Every point of the
 * skeleton is displaced and the sheet is warped by a slow wave; then the digit is stretched, slanted and turned, and
 * brought to a random size and place. Sines come from {@link StrictMath}, so that the hand is the same on every
 * platform.
 */
final class StrokeDistorter {
    // The ranges are wide enough for a small MLP, trained on 500 samples a class, to err on one or two in a hundred new
    // ones, and narrow enough for a person to read them all.

    /** Standard deviation of a point's displacement, in heights of the digit. */
    private static final double TREMOR = 0.04;
    /** Greatest amplitude of the warping wave, in heights of the digit. */
    private static final double WARP = 0.07;
    /** Horizontal shift over vertical: people lean to the right more than to the left. */
    private static final double RIGHTMOST_SLANT = 0.45;

    private static final double LEFTMOST_SLANT = 0.22;
    /** In radians. */
    private static final double MAX_TURN = 0.16;
    /** Width over height of the box that holds the skeleton. */
    private static final double NARROWEST = 0.55;

    private static final double WIDEST = 0.95;
    /** Length of the longer side of the written digit, in pixels: MNIST's is 20. */
    private static final double SMALLEST = 16;

    private static final double LARGEST = 20;
    /** Greatest distance of the digit's middle from the sheet's middle along each axis, in pixels. */
    private static final double MAX_SHIFT = 1.5;
    /** How far a chord may leave the curve, in heights of the digit: about a tenth of a pixel. */
    private static final double FLATNESS = 0.005;

    private final SampleRandom chance;

    StrokeDistorter(SampleRandom chance) {
        this.chance = chance;
    }

    /**
     * Writes a digit on an empty sheet.
     *
     * @param side width and height of the sheet in pixels
     * @return the way of the pen's tip in pixels, made of straight lines alone
     */
    Path2D distort(StrokeTemplate skeleton, int side) {
        Path2D curves = new Path2D.Double();
        Wave sideways = new Wave();
        Wave upDown = new Wave();
        for (double[] stroke : skeleton.strokes()) {
            double[] points = displaced(stroke);
            for (int i = 0; i < points.length; i += 2) {
                double x = points[i];
                double y = points[i + 1];
                points[i] = x + sideways.at(x, y);
                points[i + 1] = y + upDown.at(x, y);
            }
            appendSmooth(curves, points);
        }
        Path2D lines = new Path2D.Double();
        lines.append(curves.getPathIterator(posture(), FLATNESS), false);
        lines.transform(placement(lines.getBounds2D(), side));
        return lines;
    }

    /**
     * Returns a stroke about the origin, in heights of the digit, its points displaced; a doubled point stays doubled.
     */
    private double[] displaced(double[] stroke) {
        double[] points = new double[stroke.length];
        for (int i = 0; i < stroke.length; i += 2) {
            boolean corner = i > 0 && stroke[i] == stroke[i - 2] && stroke[i + 1] == stroke[i - 1];
            points[i] = corner ? points[i - 2] : stroke[i] / 100 - 0.5 + chance.gaussian(TREMOR);
            points[i + 1] = corner ? points[i - 1] : stroke[i + 1] / 100 - 0.5 + chance.gaussian(TREMOR);
        }
        return points;
    }

    /** Appends the Catmull–Rom spline through the points p, as cubic Bézier curves. */
    private static void appendSmooth(Path2D path, double[] p) {
        path.moveTo(p[0], p[1]);
        int last = p.length - 2;
        for (int i = 0; i < last; i += 2) {
            int before = Math.max(i - 2, 0);
            int next = i + 2;
            int after = Math.min(next + 2, last);
            path.curveTo(
                    p[i] + (p[next] - p[before]) / 6,
                    p[i + 1] + (p[next + 1] - p[before + 1]) / 6,
                    p[next] - (p[after] - p[i]) / 6,
                    p[next + 1] - (p[after + 1] - p[i + 1]) / 6,
                    p[next],
                    p[next + 1]);
        }
    }

    /** Returns a random stretch, followed by a slant, followed by a turn. */
    private AffineTransform posture() {
        double turn = chance.uniform(-MAX_TURN, MAX_TURN);
        double cos = StrictMath.cos(turn);
        double sin = StrictMath.sin(turn);
        AffineTransform posture = new AffineTransform(cos, sin, -sin, cos, 0, 0);
        posture.shear(chance.uniform(-RIGHTMOST_SLANT, LEFTMOST_SLANT), 0);
        posture.scale(chance.uniform(NARROWEST, WIDEST), 1);
        return posture;
    }

    /** Returns what brings something with the given bounds to a random size and place on the sheet. */
    private AffineTransform placement(Rectangle2D bounds, int side) {
        double scale = chance.uniform(SMALLEST, LARGEST) / Math.max(bounds.getWidth(), bounds.getHeight());
        double middleX = side / 2.0 + chance.uniform(-MAX_SHIFT, MAX_SHIFT);
        double middleY = side / 2.0 + chance.uniform(-MAX_SHIFT, MAX_SHIFT);
        return new AffineTransform(
                scale, 0, 0, scale, middleX - scale * bounds.getCenterX(), middleY - scale * bounds.getCenterY());
    }

    /** A plane wave, of less than a period along each side of the digit. */
    private final class Wave {
        private final double amplitude = chance.uniform(0, WARP);
        private final double alongX = 2 * Math.PI * chance.uniform(-0.8, 0.8);
        private final double alongY = 2 * Math.PI * chance.uniform(-0.8, 0.8);
        private final double phase = chance.uniform(0, 2 * Math.PI);

        double at(double x, double y) {
            return amplitude * StrictMath.sin(alongX * x + alongY * y + phase);
        }
    }
}
