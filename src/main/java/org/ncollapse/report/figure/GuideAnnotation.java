package org.ncollapse.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.ncollapse.report.figure.PanelSpec.Guide;

/**
 * The text and the line of a guide in a panel. The text is placed with the font's own widths, because those that
 * JFreeChart gets from Batik's graphics are rounded.
 */
final class GuideAnnotation extends AbstractXYAnnotation {
    private static final long serialVersionUID = 1L;
    private static final float PADDING = 3;

    private final transient Guide guide;
    private final boolean showsText;

    private GuideAnnotation(Guide guide, boolean showsText) {
        this.guide = guide;
        this.showsText = showsText;
    }

    /** Returns the annotations of a panel. Only the top panel of a column labels what all its panels show. */
    static List<GuideAnnotation> of(List<Guide> guides, boolean top) {
        return guides.stream()
                .map(guide -> new GuideAnnotation(guide, top || guide instanceof Guide.Title))
                .toList();
    }

    /** Returns whether the annotation needs space above the curves. */
    boolean hasText() {
        return showsText;
    }

    @Override
    public void draw(
            Graphics2D g2,
            XYPlot plot,
            Rectangle2D area,
            ValueAxis domainAxis,
            ValueAxis rangeAxis,
            int rendererIndex,
            PlotRenderingInfo info) {
        g2.setPaint(FigureStyle.FOREGROUND);
        g2.setFont(FigureStyle.NOTE);
        float baseline = (float) (area.getMinY() + 2 + FigureStyle.NOTE.getSize2D());
        if (guide instanceof Guide.ShadedRange phase && showsText) {
            // From the right corner leftwards, so that a short phase's name still ends inside the panel.
            g2.drawString(
                    phase.name(),
                    (float) (area.getMaxX() - PADDING - FigureStyle.width(FigureStyle.NOTE, phase.name())),
                    baseline);
        } else if (guide instanceof Guide.Title title) {
            g2.drawString(title.text(), (float) area.getMinX() + PADDING, baseline);
        } else if (guide instanceof Guide.VerticalLine line) {
            double x = domainAxis.valueToJava2D(line.at(), area, RectangleEdge.BOTTOM);
            drawBorder(g2, line.left(), line.right(), area, x, x, baseline);
        } else if (guide instanceof Guide.Border border) {
            drawBorder(
                    g2,
                    border.left(),
                    border.right(),
                    area,
                    domainAxis.valueToJava2D(border.first(), area, RectangleEdge.BOTTOM),
                    domainAxis.valueToJava2D(border.last(), area, RectangleEdge.BOTTOM),
                    baseline);
        }
    }

    /**
     * Draws the lines at both ends of a border, which may be the same, with the labels of its sides. A side that is too
     * narrow for its label has none; the label of the other side is enough.
     */
    private void drawBorder(
            Graphics2D g2, String left, String right, Rectangle2D area, double first, double last, float baseline) {
        double start = first - PADDING - FigureStyle.width(FigureStyle.NOTE, left);
        if (showsText && !left.isEmpty() && start > area.getMinX() + 1) {
            g2.drawString(left, (float) start, baseline);
        }
        if (showsText && last + PADDING + FigureStyle.width(FigureStyle.NOTE, right) < area.getMaxX()) {
            g2.drawString(right, (float) last + PADDING, baseline);
        }
        g2.setPaint(FigureStyle.LIGHT_GRAY);
        g2.setStroke(FigureStyle.AXIS);
        g2.draw(new Line2D.Double(first, area.getMinY(), first, area.getMaxY()));
        if (last > first) {
            g2.draw(new Line2D.Double(last, area.getMinY(), last, area.getMaxY()));
        }
    }
}
