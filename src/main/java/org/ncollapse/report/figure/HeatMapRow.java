package org.ncollapse.report.figure;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.text.NumberText;

/**
 * Heat maps side by side under one colour scale, whose bar stands at their right.
 *
 * @param label the row's name, left of it, upwards
 * @param maps a null is a matrix that a model does not predict
 */
record HeatMapRow(String label, List<DMatrixRMaj> maps) {
    static final double LABEL_SPACE = 12;
    static final double GAP = 6;
    static final double BAR_SPACE = 34;
    private static final double BAR_WIDTH = 6;
    private static final String OPEN = "not predicted";
    /** Pixels along a map at the least: a viewer that smooths pictures then blurs no more than a cell's edge. */
    private static final int PIXELS = 300;
    /** Odd, so that zero has a pixel. */
    private static final int BAR_STEPS = 201;

    /** Draws the row from its upper left corner; every map is a square of the given side. */
    void draw(Graphics2D g2, double left, double top, double side) {
        DivergingColormap scale = new DivergingColormap(maps.stream()
                .filter(Objects::nonNull)
                .flatMapToDouble(map -> Arrays.stream(map.data))
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0));
        FigureStyle.drawVerticalText(g2, label, left + FigureStyle.LABEL.getSize2D(), top + side / 2);
        double x = left + LABEL_SPACE;
        for (DMatrixRMaj map : maps) {
            Rectangle2D place = new Rectangle2D.Double(x, top, side, side);
            if (map == null) {
                frame(g2, place);
                g2.setFont(FigureStyle.NOTE);
                g2.drawString(
                        OPEN, (float) (place.getCenterX() - FigureStyle.width(FigureStyle.NOTE, OPEN) / 2), (float)
                                (place.getCenterY() + FigureStyle.NOTE.getSize2D() * 0.36));
            } else {
                draw(g2, map, scale, place);
            }
            x += side + GAP;
        }
        drawBar(g2, scale, new Rectangle2D.Double(x, top, BAR_WIDTH, side));
    }

    private static void draw(Graphics2D g2, DMatrixRMaj map, DivergingColormap scale, Rectangle2D place) {
        int cell = 1 + PIXELS / Math.max(map.numRows, map.numCols);
        BufferedImage image = new BufferedImage(map.numCols * cell, map.numRows * cell, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, scale.of(map.get(y / cell, x / cell)).getRGB());
            }
        }
        Object before = g2.getRenderingHint(RenderingHints.KEY_INTERPOLATION);
        g2.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        AffineTransform into = AffineTransform.getTranslateInstance(place.getX(), place.getY());
        into.scale(place.getWidth() / image.getWidth(), place.getHeight() / image.getHeight());
        g2.drawImage(image, into, null);
        if (before != null) {
            g2.setRenderingHint(RenderingHints.KEY_INTERPOLATION, before);
        }
        frame(g2, place);
    }

    private static void drawBar(Graphics2D g2, DivergingColormap scale, Rectangle2D place) {
        DMatrixRMaj steps = new DMatrixRMaj(BAR_STEPS, 1);
        for (int i = 0; i < BAR_STEPS; i++) {
            steps.set(i, 0, scale.limit() * (1 - 2.0 * i / (BAR_STEPS - 1)));
        }
        draw(g2, steps, scale, place);
        g2.setFont(FigureStyle.TICK);
        for (int sign = 1; sign >= -1; sign--) {
            double y = place.getCenterY() - sign * place.getHeight() / 2;
            g2.draw(new Line2D.Double(place.getMaxX(), y, place.getMaxX() + FigureStyle.TICK_LENGTH, y));
            // The outer two stay within the row's height.
            double baseline = y + FigureStyle.TICK.getSize2D() * (0.36 + 0.3 * sign);
            g2.drawString(
                    NumberText.typographic(sign * scale.limit(), 2),
                    (float) (place.getMaxX() + FigureStyle.TICK_LENGTH + 2),
                    (float) baseline);
        }
    }

    private static void frame(Graphics2D g2, Rectangle2D place) {
        g2.setPaint(FigureStyle.FOREGROUND);
        g2.setStroke(FigureStyle.AXIS);
        g2.draw(place);
    }
}
