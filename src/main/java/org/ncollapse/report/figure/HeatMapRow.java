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
 * Heat maps in a row with one color scale and its color bar on the right.
 *
 * @param label of the row, to its left
 * @param maps a null is a matrix that a model does not predict
 */
record HeatMapRow(String label, List<DMatrixRMaj> maps) {
    static final double LABEL_SPACE = 12;
    static final double GAP = 6;
    static final double BAR_SPACE = 34;
    private static final double BAR_WIDTH = 6;
    private static final String OPEN = "not predicted";
    /** The minimum number of pixels along a map: a viewer that smooths images then blurs only the edges of cells. */
    private static final int PIXELS = 300;
    /** Odd, so that zero has a pixel. */
    private static final int BAR_STEPS = 201;

    /** Draws the row from its upper left corner; each map is a square with the given side. */
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
            Rectangle2D bounds = new Rectangle2D.Double(x, top, side, side);
            if (map == null) {
                frame(g2, bounds);
                g2.setFont(FigureStyle.NOTE);
                g2.drawString(
                        OPEN, (float) (bounds.getCenterX() - FigureStyle.width(FigureStyle.NOTE, OPEN) / 2), (float)
                                (bounds.getCenterY() + FigureStyle.NOTE.getSize2D() * 0.36));
            } else {
                draw(g2, map, scale, bounds);
            }
            x += side + GAP;
        }
        drawBar(g2, scale, new Rectangle2D.Double(x, top, BAR_WIDTH, side));
    }

    private static void draw(Graphics2D g2, DMatrixRMaj map, DivergingColormap scale, Rectangle2D bounds) {
        int cell = 1 + PIXELS / Math.max(map.numRows, map.numCols);
        BufferedImage image = new BufferedImage(map.numCols * cell, map.numRows * cell, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, scale.of(map.get(y / cell, x / cell)).getRGB());
            }
        }
        Object before = g2.getRenderingHint(RenderingHints.KEY_INTERPOLATION);
        g2.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        AffineTransform into = AffineTransform.getTranslateInstance(bounds.getX(), bounds.getY());
        into.scale(bounds.getWidth() / image.getWidth(), bounds.getHeight() / image.getHeight());
        g2.drawImage(image, into, null);
        if (before != null) {
            g2.setRenderingHint(RenderingHints.KEY_INTERPOLATION, before);
        }
        frame(g2, bounds);
    }

    private static void drawBar(Graphics2D g2, DivergingColormap scale, Rectangle2D bounds) {
        DMatrixRMaj steps = new DMatrixRMaj(BAR_STEPS, 1);
        for (int i = 0; i < BAR_STEPS; i++) {
            steps.set(i, 0, scale.limit() * (1 - 2.0 * i / (BAR_STEPS - 1)));
        }
        draw(g2, steps, scale, bounds);
        g2.setFont(FigureStyle.TICK);
        for (int sign = 1; sign >= -1; sign--) {
            double y = bounds.getCenterY() - sign * bounds.getHeight() / 2;
            g2.draw(new Line2D.Double(bounds.getMaxX(), y, bounds.getMaxX() + FigureStyle.TICK_LENGTH, y));
            // The outer two stay within the row's height.
            double baseline = y + FigureStyle.TICK.getSize2D() * (0.36 + 0.3 * sign);
            g2.drawString(
                    NumberText.typographic(sign * scale.limit(), 2),
                    (float) (bounds.getMaxX() + FigureStyle.TICK_LENGTH + 2),
                    (float) baseline);
        }
    }

    private static void frame(Graphics2D g2, Rectangle2D bounds) {
        g2.setPaint(FigureStyle.FOREGROUND);
        g2.setStroke(FigureStyle.AXIS);
        g2.draw(bounds);
    }
}
