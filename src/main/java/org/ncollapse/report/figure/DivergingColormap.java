package org.ncollapse.report.figure;

import java.awt.Color;

/**
 * A colormap for signed values: blue below and red above a pale zero. It is readable with red-green color blindness
 * (ColorBrewer's RdBu, Harrower &amp; Brewer 2003).
 *
 * @param limit the absolute value at which the colors end
 */
record DivergingColormap(double limit) {
    private static final int[] STOPS = {
        0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B, 0x67001F
    };

    /** Returns the color of a value. An undefined value is light gray, which the colormap does not contain. */
    Color of(double value) {
        if (Double.isNaN(value)) {
            return FigureStyle.LIGHT_GRAY;
        }
        double position = limit > 0
                ? (Math.max(-1, Math.min(1, value / limit)) + 1) / 2 * (STOPS.length - 1)
                : (STOPS.length - 1) / 2.0;
        int stop = Math.min((int) position, STOPS.length - 2);
        double rest = position - stop;
        return new Color(mixed(stop, rest, 16), mixed(stop, rest, 8), mixed(stop, rest, 0));
    }

    private static int mixed(int stop, double rest, int shift) {
        return (int) Math.round((STOPS[stop] >> shift & 0xFF) * (1 - rest) + (STOPS[stop + 1] >> shift & 0xFF) * rest);
    }
}
