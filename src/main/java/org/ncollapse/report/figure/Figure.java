package org.ncollapse.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.plot.XYPlot;

/**
 * A figure: columns of panels with one legend. The panels of a column are stacked over one horizontal axis.
 *
 * @param name of the files, without an extension
 * @param legend of all curves
 * @param columns the panels: columns from the left, panels from the top
 * @param width in points
 * @param height in points
 */
record Figure(String name, List<Legend.Entry> legend, List<List<PanelSpec>> columns, double width, double height)
        implements Drawing {

    Figure {
        legend = List.copyOf(legend);
        columns = columns.stream().map(List::copyOf).toList();
    }

    @Override
    public void draw(Graphics2D g2) {
        FigureStyle.clear(g2, width, height);
        Legend key = Legend.of(legend, width - 2 * FigureStyle.MARGIN);
        double columnWidth = width / columns.size();
        key.draw(g2, FigureStyle.MARGIN, width - FigureStyle.MARGIN, FigureStyle.MARGIN / 2);
        double top = key.height() + FigureStyle.MARGIN;
        for (int i = 0; i < columns.size(); i++) {
            drawColumn(
                    columns.get(i),
                    g2,
                    new Rectangle2D.Double(i * columnWidth, top, columnWidth - FigureStyle.MARGIN, height - top));
        }
    }

    private static void drawColumn(List<PanelSpec> charts, Graphics2D g2, Rectangle2D area) {
        int last = charts.size() - 1;
        double panelHeight =
                (area.getHeight() - FigureStyle.BOTTOM_SPACE - last * FigureStyle.PANEL_GAP) / charts.size();
        double y = area.getY();
        for (int i = 0; i <= last; i++) {
            XYPlot plot = PanelPlot.of(charts.get(i), i == 0, i == last);
            double axisHeight = i == last ? FigureStyle.BOTTOM_SPACE : 0;
            plot.draw(
                    g2,
                    new Rectangle2D.Double(area.getX(), y, area.getWidth(), panelHeight + axisHeight),
                    null,
                    null,
                    null);
            y += panelHeight + FigureStyle.PANEL_GAP;
        }
    }
}
