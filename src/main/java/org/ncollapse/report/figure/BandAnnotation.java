package org.ncollapse.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.ncollapse.report.figure.Band.Edge;

/** Fills the area of a band. */
final class BandAnnotation extends AbstractXYAnnotation {
    private static final long serialVersionUID = 1L;

    private final transient Band band;

    BandAnnotation(Band band) {
        this.band = band;
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
        g2.setPaint(band.color());
        List<Edge> part = new ArrayList<>();
        for (Edge edge : band.edges()) {
            if (edge.isShown()) {
                part.add(edge);
            } else {
                fill(g2, part, area, domainAxis, rangeAxis);
                part.clear();
            }
        }
        fill(g2, part, area, domainAxis, rangeAxis);
    }

    private static void fill(
            Graphics2D g2, List<Edge> edges, Rectangle2D area, ValueAxis domainAxis, ValueAxis rangeAxis) {
        if (edges.size() < 2) {
            return;
        }
        Path2D outline = new Path2D.Double();
        for (int i = 0; i < 2 * edges.size(); i++) {
            boolean isUpper = i < edges.size();
            Edge edge = edges.get(isUpper ? i : 2 * edges.size() - 1 - i);
            double x = domainAxis.valueToJava2D(edge.x(), area, RectangleEdge.BOTTOM);
            double y = rangeAxis.valueToJava2D(isUpper ? edge.high() : edge.low(), area, RectangleEdge.LEFT);
            if (i == 0) {
                outline.moveTo(x, y);
            } else {
                outline.lineTo(x, y);
            }
        }
        outline.closePath();
        g2.fill(outline);
    }
}
