package org.ncollapse.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.plot.XYPlot;

/**
 * A figure: columns of panels side by side under one legend. A column's panels are stacked over one epoch axis.
 *
 * @param name    the files' name, without an ending
 * @param columns the panels, from the left, each column from the top
 * @param width   in points
 * @param height  in points
 */
record Figure(String name, List<List<Panel>> columns, double width, double height) {

    Figure {
        columns = columns.stream().map(List::copyOf).toList();
    }

    /** Draws the run's figure, one unit of the graphics a point. */
    void draw(RunSeries run, Graphics2D g2) {
        // Half-point lines stay where they are put, and a text's width does not depend on the resolution.
        g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g2.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g2.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g2.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g2.setPaint(FigureStyle.PAPER);
        g2.fill(new Rectangle2D.Double(0, 0, width, height));

        List<Curve> curves = columns.stream().flatMap(List::stream).flatMap(panel -> panel.curves(run).stream()).toList();
        Legend legend = Legend.of(curves, width - 2 * FigureStyle.MARGIN);
        double columnWidth = width / columns.size();
        legend.draw(g2, FigureStyle.MARGIN, width - FigureStyle.MARGIN, FigureStyle.MARGIN / 2);
        double top = legend.height() + FigureStyle.MARGIN;
        for (int i = 0; i < columns.size(); i++) {
            drawColumn(run, columns.get(i), g2, new Rectangle2D.Double(i * columnWidth, top,
                    columnWidth - FigureStyle.MARGIN, height - top));
        }
    }

    private static void drawColumn(RunSeries run, List<Panel> panels, Graphics2D g2, Rectangle2D area) {
        int last = panels.size() - 1;
        double panelHeight = (area.getHeight() - FigureStyle.BOTTOM_SPACE - last * FigureStyle.PANEL_GAP) / panels.size();
        double y = area.getY();
        for (int i = 0; i <= last; i++) {
            XYPlot plot = PanelPlot.of(panels.get(i), run, i == 0, i == last);
            double axisHeight = i == last ? FigureStyle.BOTTOM_SPACE : 0;
            plot.draw(g2, new Rectangle2D.Double(area.getX(), y, area.getWidth(), panelHeight + axisHeight), null, null, null);
            y += panelHeight + FigureStyle.PANEL_GAP;
        }
    }
}
