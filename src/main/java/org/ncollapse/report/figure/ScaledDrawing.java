package org.ncollapse.report.figure;

import java.awt.Graphics2D;

/**
 * A figure with all lengths multiplied, also those of texts and lines.
 *
 * @param scale the factor
 */
record ScaledDrawing(Drawing drawing, double scale) implements Drawing {

    @Override
    public String name() {
        return drawing.name();
    }

    @Override
    public double width() {
        return scale * drawing.width();
    }

    @Override
    public double height() {
        return scale * drawing.height();
    }

    @Override
    public void draw(Graphics2D g2) {
        g2.scale(scale, scale);
        drawing.draw(g2);
    }
}
