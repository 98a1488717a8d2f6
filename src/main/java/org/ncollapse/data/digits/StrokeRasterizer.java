package org.ncollapse.data.digits;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.Arrays;

/**
 * Rasterizes lines: the intensity of a pixel is a smooth function of its distance to the nearest line. Thickness, edge
 * softness, brightness, variation of the thickness and pixel noise are random for each digit. The result does not
 * depend on the platform's rendering.
 */
final class StrokeRasterizer {
    private static final double MIN_RADIUS = 0.75;
    private static final double MAX_RADIUS = 1.75;
    private static final double MIN_EDGE = 0.9;
    private static final double MAX_EDGE = 2.0;
    private static final double MIN_BRIGHTNESS = 190;
    private static final double MAX_BRIGHTNESS = 255;
    private static final double MAX_THICKNESS_VARIATION = 0.3;
    private static final double MAX_NOISE = 12;

    private final SampleRandom random;
    /** Half the width of the line, in pixels. */
    private final double radius;
    /** Width of the transition from full to zero intensity, in pixels. */
    private final double edge;
    /** Gray level of full intensity. */
    private final double brightness;
    /** Amplitude of the radius's variation, relative to the radius. */
    private final double thicknessVariation;

    private final double cyclesPerPixel;
    private final double thicknessPhase;
    /** Standard deviation of the noise, in gray levels. */
    private final double noise;

    StrokeRasterizer(SampleRandom random) {
        this.random = random;
        this.radius = random.uniform(MIN_RADIUS, MAX_RADIUS);
        this.edge = random.uniform(MIN_EDGE, MAX_EDGE);
        this.brightness = random.uniform(MIN_BRIGHTNESS, MAX_BRIGHTNESS);
        this.thicknessVariation = random.uniform(0, MAX_THICKNESS_VARIATION);
        this.cyclesPerPixel = random.uniform(0.02, 0.06);
        this.thicknessPhase = random.uniform(0, 1);
        this.noise = random.uniform(0, MAX_NOISE);
    }

    /**
     * Draws lines into an empty image.
     *
     * @param lines straight lines, in pixels; the center of the first pixel is (0.5, 0.5)
     * @param side width and height of the image in pixels
     * @param image receives the unsigned gray levels, row by row
     * @param start index of the first pixel in {@code image}
     */
    void rasterize(Path2D lines, int side, byte[] image, int start) {
        double[] depth = new double[side * side];
        Arrays.fill(depth, Double.NEGATIVE_INFINITY);
        double[] to = new double[2];
        double fromX = 0;
        double fromY = 0;
        double distance = 0;
        for (PathIterator path = lines.getPathIterator(null); !path.isDone(); path.next()) {
            if (path.currentSegment(to) == PathIterator.SEG_LINETO) {
                distance += drawLine(fromX, fromY, to[0], to[1], distance, side, depth);
            }
            fromX = to[0];
            fromY = to[1];
        }
        for (int i = 0; i < depth.length; i++) {
            double level = brightness * smoothstep(depth[i] / edge + 0.5) + random.gaussian(noise);
            image[start + i] = (byte) Math.max(0, Math.min(255, Math.round(level)));
        }
    }

    /**
     * Draws one line: increases the depth of pixels, the distance of their centers to the outline, positive inside.
     *
     * @return the line's length
     */
    private double drawLine(double x0, double y0, double x1, double y1, double distance, int side, double[] depth) {
        double dx = x1 - x0;
        double dy = y1 - y0;
        double squared = dx * dx + dy * dy;
        double length = Math.sqrt(squared);
        double r0 = radiusAt(distance);
        double r1 = radiusAt(distance + length);
        double reach = Math.max(r0, r1) + edge / 2;
        int top = Math.max(0, (int) Math.floor(Math.min(y0, y1) - reach));
        int bottom = Math.min(side - 1, (int) Math.floor(Math.max(y0, y1) + reach));
        int left = Math.max(0, (int) Math.floor(Math.min(x0, x1) - reach));
        int right = Math.min(side - 1, (int) Math.floor(Math.max(x0, x1) + reach));
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double px = column + 0.5 - x0;
                double py = row + 0.5 - y0;
                double t = squared == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / squared));
                double offX = px - t * dx;
                double offY = py - t * dy;
                double inside = r0 + t * (r1 - r0) - Math.sqrt(offX * offX + offY * offY);
                int pixel = row * side + column;
                depth[pixel] = Math.max(depth[pixel], inside);
            }
        }
        return length;
    }

    private double radiusAt(double distance) {
        return radius
                * (1 + thicknessVariation * StrictMath.sin(2 * Math.PI * (cyclesPerPixel * distance + thicknessPhase)));
    }

    /** Returns the smoothstep function: 0 below 0, 1 above 1, smooth between. */
    private static double smoothstep(double t) {
        double s = Math.max(0, Math.min(1, t));
        return s * s * (3 - 2 * s);
    }
}
