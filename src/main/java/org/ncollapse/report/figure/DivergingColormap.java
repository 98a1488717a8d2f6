package org.ncollapse.report.figure;

import java.awt.Color;

/**
 * Colours of signed values, blue below and red above a pale zero, even to eyes that tell red from green badly
 * (ColorBrewer's RdBu, Harrower &amp; Brewer 2003).
 *
 * @param limit the absolute value at which the colours end
 */
record DivergingColormap(double limit) {
    private static final int[] STOPS = {
        0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B, 0x67001F
    };

    /** The colour of a value; a light grey that the scale does not hold where it is undefined. */
    Color of(double value) {
        if (Double.isNaN(value)) {
            return FigureStyle.LIGHT_GREY;
        }
        double place = limit > 0
                ? (Math.max(-1, Math.min(1, value / limit)) + 1) / 2 * (STOPS.length - 1)
                : (STOPS.length - 1) / 2.0;
        int stop = Math.min((int) place, STOPS.length - 2);
        double rest = place - stop;
        return new Color(mixed(stop, rest, 16), mixed(stop, rest, 8), mixed(stop, rest, 0));
    }

    private static int mixed(int stop, double rest, int shift) {
        return (int) Math.round((STOPS[stop] >> shift & 0xFF) * (1 - rest) + (STOPS[stop + 1] >> shift & 0xFF) * rest);
    }
}
