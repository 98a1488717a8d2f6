package org.ncollapse.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ncollapse.report.Curve.Stroke;

/**
 * The key to a figure's lines, in rows above its panels: colours stand for taps, strokes for splits,
 * each named once rather than every pair of them.
 *
 * @param rows the entries, broken into rows that fit the figure's width
 */
record Legend(List<List<Entry>> rows) {

    /** One line sample with its name; the marker is null where no such line has one. */
    record Entry(String name, Color colour, Stroke stroke, Shape marker) {
        private double width() {
            return FigureStyle.LEGEND_LINE + FigureStyle.LEGEND_GAP + FigureStyle.width(FigureStyle.TICK, name);
        }
    }

    /** The legend of the given curves, for a figure of a width. */
    static Legend of(Collection<Curve> curves, double width) {
        Stream<Entry> taps = curves.stream().filter(curve -> curve.hue() != Curve.NETWORK)
                .map(curve -> new Tap(curve.hue(), curve.layer())).distinct().sorted(Comparator.comparingInt(Tap::hue))
                .map(tap -> new Entry(tap.layer, FigureStyle.colour(tap.hue), Stroke.TRAIN,
                        marker(curves, tap.hue, curve -> curve.hue() == tap.hue)));
        Stream<Entry> strokes = curves.stream().map(Curve::stroke).distinct().sorted()
                .map(stroke -> new Entry(stroke.label(), stroke == Stroke.RUNNING ? FigureStyle.PALE : FigureStyle.INK,
                        stroke, marker(curves, Curve.NETWORK, curve -> curve.stroke() == stroke)));
        return new Legend(broken(Stream.concat(taps, strokes).toList(), width));
    }

    private record Tap(int hue, String layer) {
    }

    private static Shape marker(Collection<Curve> curves, int hue, Predicate<Curve> meant) {
        return curves.stream().filter(meant).anyMatch(Curve::isSparse) ? FigureStyle.marker(hue) : null;
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

    /** Draws the rows, each centred between the two abscissas, downwards from the ordinate. */
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
        g2.setPaint(entry.colour());
        g2.setStroke(FigureStyle.line(entry.stroke()));
        g2.draw(new Line2D.Double(x, middle, x + FigureStyle.LEGEND_LINE, middle));
        if (entry.marker() != null) {
            Shape marker = AffineTransform.getTranslateInstance(x + FigureStyle.LEGEND_LINE / 2, middle)
                    .createTransformedShape(entry.marker());
            g2.setPaint(FigureStyle.fill(entry.stroke(), entry.colour()));
            g2.fill(marker);
            g2.setPaint(entry.colour());
            g2.setStroke(FigureStyle.AXIS);
            g2.draw(marker);
        }
        g2.setPaint(FigureStyle.INK);
        g2.setFont(FigureStyle.TICK);
        g2.drawString(entry.name(), (float) (x + FigureStyle.LEGEND_LINE + FigureStyle.LEGEND_GAP),
                (float) (middle + FigureStyle.TICK.getSize2D() * 0.36));
    }
}
