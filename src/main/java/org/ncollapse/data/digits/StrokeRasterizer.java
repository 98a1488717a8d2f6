package org.ncollapse.data.digits;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.Arrays;

/**
 * Lays ink along lines: a pixel's ink is a smooth function of its distance to the nearest one. A pen has its own
 * thickness, softness of the edge, brightness, swell of pressure along the way, and grain of the sheet. Nothing here
 * depends on the platform's own rendering.
 */
final class StrokeRasterizer {
    private static final double THINNEST = 0.75;
    private static final double THICKEST = 1.75;
    private static final double SHARPEST = 0.9;
    private static final double SOFTEST = 2.0;
    private static final double DIMMEST = 190;
    private static final double BRIGHTEST = 255;
    private static final double MAX_SWELL = 0.3;
    private static final double MAX_GRAIN = 12;

    private final SampleRandom chance;
    /** Half the width of the line, in pixels. */
    private final double radius;
    /** Width of the ramp from ink to none, in pixels: the blur. */
    private final double edge;
    /** Grey level of full ink. */
    private final double brightness;
    /** Amplitude of the radius's swell, relative to the radius. */
    private final double swell;

    private final double swellsPerPixel;
    private final double swellPhase;
    /** Standard deviation of the noise, in grey levels. */
    private final double grain;

    StrokeRasterizer(SampleRandom chance) {
        this.chance = chance;
        this.radius = chance.uniform(THINNEST, THICKEST);
        this.edge = chance.uniform(SHARPEST, SOFTEST);
        this.brightness = chance.uniform(DIMMEST, BRIGHTEST);
        this.swell = chance.uniform(0, MAX_SWELL);
        this.swellsPerPixel = chance.uniform(0.02, 0.06);
        this.swellPhase = chance.uniform(0, 1);
        this.grain = chance.uniform(0, MAX_GRAIN);
    }

    /**
     * Draws lines on an empty sheet.
     *
     * @param lines straight lines, in pixels; the middle of the first pixel is (0.5, 0.5)
     * @param side width and height of the sheet in pixels
     * @param image takes the sheet's unsigned grey levels, row by row
     * @param start where in {@code image} the sheet starts
     */
    void rasterize(Path2D lines, int side, byte[] image, int start) {
        double[] depth = new double[side * side];
        Arrays.fill(depth, Double.NEGATIVE_INFINITY);
        double[] to = new double[2];
        double fromX = 0;
        double fromY = 0;
        double travelled = 0;
        for (PathIterator way = lines.getPathIterator(null); !way.isDone(); way.next()) {
            if (way.currentSegment(to) == PathIterator.SEG_LINETO) {
                travelled += press(fromX, fromY, to[0], to[1], travelled, side, depth);
            }
            fromX = to[0];
            fromY = to[1];
        }
        for (int i = 0; i < depth.length; i++) {
            double level = brightness * ramp(depth[i] / edge + 0.5) + chance.gaussian(grain);
            image[start + i] = (byte) Math.max(0, Math.min(255, Math.round(level)));
        }
    }

    /**
     * Draws one line: raises the pixels' depth, which is how far inside the ink's outline their middles are.
     *
     * @return the line's length
     */
    private double press(double x0, double y0, double x1, double y1, double travelled, int side, double[] depth) {
        double dx = x1 - x0;
        double dy = y1 - y0;
        double squared = dx * dx + dy * dy;
        double length = Math.sqrt(squared);
        double r0 = radiusAt(travelled);
        double r1 = radiusAt(travelled + length);
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

    private double radiusAt(double travelled) {
        return radius * (1 + swell * StrictMath.sin(2 * Math.PI * (swellsPerPixel * travelled + swellPhase)));
    }

    /** Returns 0 below 0, 1 above 1, and a smooth step between. */
    private static double ramp(double t) {
        double s = Math.max(0, Math.min(1, t));
        return s * s * (3 - 2 * s);
    }
}
