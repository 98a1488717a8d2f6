package org.ncollapse.report.figure;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.report.SimplexTrajectory.Projection;

/** {@code simplex}: three classes in the plane of their simplex, at some epochs from the first to the last. */
record SimplexFigure(
        SimplexTrajectory trajectory, List<Projection> projections, String epochLabel, OptionalInt zeroErrorEpoch)
        implements Drawing {

    static final String NAME = "simplex";
    private static final int MAX_PROJECTIONS = 5;
    private static final double GAP = 5;
    /** Half of a panel's side, in scales of the means' distance from their center. */
    private static final double HALF_SIDE = 1.75;

    private static final double[] CENTER = {0, 0};
    /** The triangle extends farther upward than downward. */
    private static final double LOWERED = 0.2;

    private static final double ARROW = 3;
    private static final double MEAN_SIZE = 2.2;
    private static final double TITLE_ROW = 10;

    /**
     * Returns a figure of as many epochs as fit.
     *
     * @param epochLabel epoch or iteration
     * @param zeroErrorEpoch empty if there is none
     */
    static SimplexFigure of(SimplexTrajectory trajectory, String epochLabel, OptionalInt zeroErrorEpoch) {
        return new SimplexFigure(
                trajectory, chosen(trajectory.projections(), zeroErrorEpoch), epochLabel, zeroErrorEpoch);
    }

    /**
     * Returns the first epoch, the last, the zero-error epoch, and captured epochs that are evenly spaced between them.
     */
    private static List<Projection> chosen(List<Projection> projections, OptionalInt zeroErrorEpoch) {
        TreeSet<Integer> indices = new TreeSet<>();
        int last = projections.size() - 1;
        int middle = zeroErrorEpoch.isEmpty()
                ? last / 2
                : Math.max(
                        0, projections.stream().map(Projection::epoch).toList().indexOf(zeroErrorEpoch.getAsInt()));
        for (int i = 0; i < MAX_PROJECTIONS; i++) {
            indices.add(
                    i <= MAX_PROJECTIONS / 2
                            ? middle * i / (MAX_PROJECTIONS / 2)
                            : middle + (last - middle) * (i - MAX_PROJECTIONS / 2) / (MAX_PROJECTIONS / 2));
        }
        return indices.stream().map(projections::get).toList();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double width() {
        return FigureStyle.PAGE_WIDTH;
    }

    private double side() {
        return (width() - 2 * FigureStyle.MARGIN - (MAX_PROJECTIONS - 1) * GAP) / MAX_PROJECTIONS;
    }

    @Override
    public double height() {
        return FigureStyle.MARGIN * 1.5 + FigureStyle.LEGEND_ROW + TITLE_ROW + side();
    }

    @Override
    public void draw(Graphics2D g2) {
        FigureStyle.clear(g2, width(), height());
        List<Legend.Entry> entries = IntStream.range(0, trajectory.classes().size())
                .mapToObj(k -> new Legend.Entry(
                        "class " + trajectory.classes().get(k) + ": features, mean, weight vector",
                        CurveStyle.solid(FigureStyle.color(k), FigureStyle.marker(k)),
                        true))
                .toList();
        Legend.of(entries, width()).draw(g2, FigureStyle.MARGIN, width() - FigureStyle.MARGIN, FigureStyle.MARGIN / 2);
        double left = FigureStyle.MARGIN;
        for (Projection projection : projections) {
            double top = FigureStyle.MARGIN / 2 + FigureStyle.LEGEND_ROW;
            g2.setPaint(FigureStyle.FOREGROUND);
            g2.setFont(FigureStyle.TICK);
            String title = epochLabel + " " + projection.epoch()
                    + (zeroErrorEpoch.isPresent() && zeroErrorEpoch.getAsInt() == projection.epoch()
                            ? ", zero error"
                            : "");
            g2.drawString(title, (float) (left + (side() - FigureStyle.width(FigureStyle.TICK, title)) / 2), (float)
                    (top + TITLE_ROW - 3));
            draw(projection, g2, new Rectangle2D.Double(left, top + TITLE_ROW, side(), side()));
            left += side() + GAP;
        }
    }

    private void draw(Projection projection, Graphics2D g2, Rectangle2D bounds) {
        Shape previousClip = g2.getClip();
        g2.clip(bounds);
        double scale = bounds.getWidth() / 2 / HALF_SIDE;
        g2.setPaint(FigureStyle.LIGHT_GRAY);
        g2.setStroke(FigureStyle.HAIRLINE);
        for (int k = 0; k < projection.means().length; k++) {
            g2.draw(new Line2D.Double(
                    x(bounds, scale, projection.means()[k]),
                    y(bounds, scale, projection.means()[k]),
                    x(bounds, scale, projection.means()[(k + 1) % projection.means().length]),
                    y(bounds, scale, projection.means()[(k + 1) % projection.means().length])));
        }
        for (int k = 0; k < projection.means().length; k++) {
            g2.setPaint(FigureStyle.tint(FigureStyle.color(k)));
            for (double[] sample : projection.samples().get(k)) {
                g2.fill(at(bounds, scale, sample, FigureStyle.marker(k), 1));
            }
        }
        for (int k = 0; k < projection.means().length; k++) {
            g2.setPaint(FigureStyle.color(k));
            arrow(
                    g2,
                    x(bounds, scale, CENTER),
                    y(bounds, scale, CENTER),
                    x(bounds, scale, projection.head()[k]),
                    y(bounds, scale, projection.head()[k]));
            Shape mean = at(bounds, scale, projection.means()[k], FigureStyle.marker(k), MEAN_SIZE);
            g2.fill(mean);
            g2.setPaint(FigureStyle.FOREGROUND);
            g2.setStroke(FigureStyle.HAIRLINE);
            g2.draw(mean);
        }
        g2.setClip(previousClip);
        g2.setPaint(FigureStyle.FOREGROUND);
        g2.setStroke(FigureStyle.AXIS);
        g2.draw(bounds);
    }

    private static void arrow(Graphics2D g2, double x0, double y0, double x1, double y1) {
        g2.setStroke(FigureStyle.SOLID);
        g2.draw(new Line2D.Double(x0, y0, x1, y1));
        double angle = Math.atan2(y1 - y0, x1 - x0);
        Path2D head = new Path2D.Double();
        head.moveTo(x1, y1);
        head.lineTo(x1 - ARROW * Math.cos(angle - 0.4), y1 - ARROW * Math.sin(angle - 0.4));
        head.lineTo(x1 - ARROW * Math.cos(angle + 0.4), y1 - ARROW * Math.sin(angle + 0.4));
        head.closePath();
        g2.fill(head);
    }

    private static Shape at(Rectangle2D bounds, double scale, double[] where, Shape marker, double size) {
        AffineTransform into = AffineTransform.getTranslateInstance(x(bounds, scale, where), y(bounds, scale, where));
        into.scale(size, size);
        return into.createTransformedShape(marker);
    }

    private static double x(Rectangle2D bounds, double scale, double[] where) {
        return bounds.getCenterX() + scale * where[0];
    }

    private static double y(Rectangle2D bounds, double scale, double[] where) {
        return bounds.getCenterY() + scale * (LOWERED - where[1]);
    }
}
