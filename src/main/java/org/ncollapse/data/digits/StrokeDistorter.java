package org.ncollapse.data.digits;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * Turns a stroke template into the lines of one handwritten digit. Every point of the template is displaced randomly
 * and the plane is warped by a long wave; then the digit is scaled, slanted and rotated, and gets a random size and
 * position. Sines are computed by {@link StrictMath}, so that the result is the same on every platform.
 */
final class StrokeDistorter {
    // With these ranges a small MLP trained on 500 samples per class misclassifies one or two percent of new samples,
    // and people can read all of them.

    /** Standard deviation of a point's displacement, in heights of the digit. */
    private static final double POINT_STD = 0.04;
    /** Maximum amplitude of the warping wave, in heights of the digit. */
    private static final double MAX_WARP = 0.07;
    /** Horizontal shift per vertical unit. Handwriting leans to the right more than to the left. */
    private static final double MAX_RIGHT_SLANT = 0.45;

    private static final double MAX_LEFT_SLANT = 0.22;
    /** Maximum rotation in radians. */
    private static final double MAX_ROTATION = 0.16;
    /** Ratio of width to height of the template's bounding box. */
    private static final double MIN_ASPECT_RATIO = 0.55;

    private static final double MAX_ASPECT_RATIO = 0.95;
    /** Length of the longer side of the digit in pixels; 20 in MNIST. */
    private static final double MIN_SIZE = 16;

    private static final double MAX_SIZE = 20;
    /** Maximum distance of the digit's center from the image's center along each axis, in pixels. */
    private static final double MAX_SHIFT = 1.5;
    /** Maximum distance of a chord from the curve, in heights of the digit: about a tenth of a pixel. */
    private static final double FLATNESS = 0.005;

    private final SampleRandom random;

    StrokeDistorter(SampleRandom random) {
        this.random = random;
    }

    /**
     * Returns the lines of one digit.
     *
     * @param side width and height of the image in pixels
     * @return the path of the pen in pixels, of straight lines only
     */
    Path2D distort(StrokeTemplate template, int side) {
        Path2D curves = new Path2D.Double();
        Wave waveX = new Wave();
        Wave waveY = new Wave();
        for (double[] stroke : template.strokes()) {
            double[] points = displaced(stroke);
            for (int i = 0; i < points.length; i += 2) {
                double x = points[i];
                double y = points[i + 1];
                points[i] = x + waveX.at(x, y);
                points[i + 1] = y + waveY.at(x, y);
            }
            appendSmooth(curves, points);
        }
        Path2D lines = new Path2D.Double();
        lines.append(curves.getPathIterator(deformation(), FLATNESS), false);
        lines.transform(placement(lines.getBounds2D(), side));
        return lines;
    }

    /**
     * Returns a stroke with displaced points, centered at the origin, in heights of the digit. A repeated point is
     * displaced once.
     */
    private double[] displaced(double[] stroke) {
        double[] points = new double[stroke.length];
        for (int i = 0; i < stroke.length; i += 2) {
            boolean corner = i > 0 && stroke[i] == stroke[i - 2] && stroke[i + 1] == stroke[i - 1];
            points[i] = corner ? points[i - 2] : stroke[i] / 100 - 0.5 + random.gaussian(POINT_STD);
            points[i + 1] = corner ? points[i - 1] : stroke[i + 1] / 100 - 0.5 + random.gaussian(POINT_STD);
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

    /** Returns a random scaling, followed by a slant and a rotation. */
    private AffineTransform deformation() {
        double angle = random.uniform(-MAX_ROTATION, MAX_ROTATION);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        AffineTransform transform = new AffineTransform(cos, sin, -sin, cos, 0, 0);
        transform.shear(random.uniform(-MAX_RIGHT_SLANT, MAX_LEFT_SLANT), 0);
        transform.scale(random.uniform(MIN_ASPECT_RATIO, MAX_ASPECT_RATIO), 1);
        return transform;
    }

    /** Returns the transform of the given bounds to a random size and position in the image. */
    private AffineTransform placement(Rectangle2D bounds, int side) {
        double scale = random.uniform(MIN_SIZE, MAX_SIZE) / Math.max(bounds.getWidth(), bounds.getHeight());
        double centerX = side / 2.0 + random.uniform(-MAX_SHIFT, MAX_SHIFT);
        double centerY = side / 2.0 + random.uniform(-MAX_SHIFT, MAX_SHIFT);
        return new AffineTransform(
                scale, 0, 0, scale, centerX - scale * bounds.getCenterX(), centerY - scale * bounds.getCenterY());
    }

    /** A plane wave with less than one period along each side of the digit. */
    private final class Wave {
        private final double amplitude = random.uniform(0, MAX_WARP);
        private final double alongX = 2 * Math.PI * random.uniform(-0.8, 0.8);
        private final double alongY = 2 * Math.PI * random.uniform(-0.8, 0.8);
        private final double phase = random.uniform(0, 2 * Math.PI);

        double at(double x, double y) {
            return amplitude * StrictMath.sin(alongX * x + alongY * y + phase);
        }
    }
}
