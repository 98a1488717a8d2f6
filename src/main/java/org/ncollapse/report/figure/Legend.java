package org.ncollapse.report.figure;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The legend of a figure, in rows above its panels.
 *
 * @param rows the entries, in rows that fit the figure's width
 */
record Legend(List<List<Entry>> rows) {

    /** A line sample with its label; with a marker if such lines have them. */
    record Entry(String name, CurveStyle style, boolean marked) {
        private double width() {
            return FigureStyle.LEGEND_LINE + FigureStyle.LEGEND_GAP + FigureStyle.width(FigureStyle.TICK, name);
        }
    }

    /** Returns the legend of some entries for a figure's width. */
    static Legend of(List<Entry> entries, double width) {
        return new Legend(broken(entries, width));
    }

    private static List<List<Entry>> broken(List<Entry> entries, double width) {
        List<List<Entry>> rows = new ArrayList<>();
        List<Entry> row = new ArrayList<>();
        for (Entry entry : entries) {
            row.add(entry);
            if (row.size() > 1 && width(row) > width) {
                rows.add(List.copyOf(row.subList(0, row.size() - 1)));
                row = new ArrayList<>(List.of(entry));
            }
        }
        if (!row.isEmpty()) {
            rows.add(List.copyOf(row));
        }
        return List.copyOf(rows);
    }

    private static double width(List<Entry> row) {
        return row.stream().mapToDouble(Entry::width).sum() + (row.size() - 1) * FigureStyle.LEGEND_ENTRY_GAP;
    }

    double height() {
        return rows.size() * FigureStyle.LEGEND_ROW;
    }

    /** Draws the rows, centered between two x positions, downwards from a y position. */
    void draw(Graphics2D g2, double left, double right, double top) {
        double middle = top + FigureStyle.LEGEND_ROW / 2;
        for (List<Entry> row : rows) {
            double x = Math.max(left, (left + right - width(row)) / 2);
            for (Entry entry : row) {
                draw(g2, entry, x, middle);
                x += entry.width() + FigureStyle.LEGEND_ENTRY_GAP;
            }
            middle += FigureStyle.LEGEND_ROW;
        }
    }

    private static void draw(Graphics2D g2, Entry entry, double x, double middle) {
        CurveStyle style = entry.style();
        g2.setPaint(style.color());
        if (style.line() != null) {
            g2.setStroke(style.line());
            g2.draw(new Line2D.Double(x, middle, x + FigureStyle.LEGEND_LINE, middle));
        }
        if (entry.marked()) {
            Shape marker = AffineTransform.getTranslateInstance(x + FigureStyle.LEGEND_LINE / 2, middle)
                    .createTransformedShape(style.marker());
            g2.setPaint(style.fill());
            g2.fill(marker);
            g2.setPaint(style.color());
            g2.setStroke(FigureStyle.AXIS);
            g2.draw(marker);
        }
        g2.setPaint(FigureStyle.FOREGROUND);
        g2.setFont(FigureStyle.TICK);
        g2.drawString(entry.name(), (float) (x + FigureStyle.LEGEND_LINE + FigureStyle.LEGEND_GAP), (float)
                (middle + FigureStyle.TICK.getSize2D() * 0.36));
    }
}
