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

/** Three classes in the plane of their simplex: a row of stills from the initial network to the last. */
record SimplexFigure(
        SimplexTrajectory trajectory, List<Projection> projections, String epochLabel, OptionalInt zeroErrorEpoch)
        implements Drawing {

    static final String NAME = "simplex";
    private static final int STILLS = 5;
    private static final double GAP = 5;
    /** Half of a still's side, in units of the means' distance from their centre. */
    private static final double REACH = 1.75;

    private static final double[] CENTRE = {0, 0};
    /** A triangle that stands on its side reaches higher than it hangs. */
    private static final double LOWERED = 0.2;

    private static final double ARROW = 3;
    private static final double MEAN_SIZE = 2.2;
    private static final double TITLE_ROW = 10;

    /**
     * A figure of as many stills as fit.
     *
     * @param counts what epochs are called
     * @param zero the first epoch without training error
     */
    static SimplexFigure of(SimplexTrajectory course, String counts, OptionalInt zero) {
        return new SimplexFigure(course, chosen(course.projections(), zero), counts, zero);
    }

    /**
     * The first, the last, the one where error is first zero, and those between that lie evenly in the order of
     * capture.
     */
    private static List<Projection> chosen(List<Projection> scenes, OptionalInt zero) {
        TreeSet<Integer> places = new TreeSet<>();
        int last = scenes.size() - 1;
        int middle = zero.isEmpty()
                ? last / 2
                : Math.max(0, scenes.stream().map(Projection::epoch).toList().indexOf(zero.getAsInt()));
        for (int i = 0; i < STILLS; i++) {
            places.add(
                    i <= STILLS / 2
                            ? middle * i / (STILLS / 2)
                            : middle + (last - middle) * (i - STILLS / 2) / (STILLS / 2));
        }
        return places.stream().map(scenes::get).toList();
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
        return (width() - 2 * FigureStyle.MARGIN - (STILLS - 1) * GAP) / STILLS;
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
                        "class " + trajectory.classes().get(k) + ": features, mean, head vector",
                        CurveStyle.solid(FigureStyle.colour(k), FigureStyle.marker(k)),
                        true))
                .toList();
        Legend.of(entries, width()).draw(g2, FigureStyle.MARGIN, width() - FigureStyle.MARGIN, FigureStyle.MARGIN / 2);
        double left = FigureStyle.MARGIN;
        for (Projection scene : projections) {
            double top = FigureStyle.MARGIN / 2 + FigureStyle.LEGEND_ROW;
            g2.setPaint(FigureStyle.FOREGROUND);
            g2.setFont(FigureStyle.TICK);
            String title = epochLabel + " " + scene.epoch()
                    + (zeroErrorEpoch.isPresent() && zeroErrorEpoch.getAsInt() == scene.epoch() ? ", zero error" : "");
            g2.drawString(title, (float) (left + (side() - FigureStyle.width(FigureStyle.TICK, title)) / 2), (float)
                    (top + TITLE_ROW - 3));
            draw(scene, g2, new Rectangle2D.Double(left, top + TITLE_ROW, side(), side()));
            left += side() + GAP;
        }
    }

    private void draw(Projection scene, Graphics2D g2, Rectangle2D place) {
        Shape before = g2.getClip();
        g2.clip(place);
        double unit = place.getWidth() / 2 / REACH;
        g2.setPaint(FigureStyle.LIGHT_GREY);
        g2.setStroke(FigureStyle.HAIRLINE);
        for (int k = 0; k < scene.means().length; k++) {
            g2.draw(new Line2D.Double(
                    x(place, unit, scene.means()[k]),
                    y(place, unit, scene.means()[k]),
                    x(place, unit, scene.means()[(k + 1) % scene.means().length]),
                    y(place, unit, scene.means()[(k + 1) % scene.means().length])));
        }
        for (int k = 0; k < scene.means().length; k++) {
            g2.setPaint(FigureStyle.tint(FigureStyle.colour(k)));
            for (double[] sample : scene.samples().get(k)) {
                g2.fill(at(place, unit, sample, FigureStyle.marker(k), 1));
            }
        }
        for (int k = 0; k < scene.means().length; k++) {
            g2.setPaint(FigureStyle.colour(k));
            arrow(
                    g2,
                    x(place, unit, CENTRE),
                    y(place, unit, CENTRE),
                    x(place, unit, scene.head()[k]),
                    y(place, unit, scene.head()[k]));
            Shape mean = at(place, unit, scene.means()[k], FigureStyle.marker(k), MEAN_SIZE);
            g2.fill(mean);
            g2.setPaint(FigureStyle.FOREGROUND);
            g2.setStroke(FigureStyle.HAIRLINE);
            g2.draw(mean);
        }
        g2.setClip(before);
        g2.setPaint(FigureStyle.FOREGROUND);
        g2.setStroke(FigureStyle.AXIS);
        g2.draw(place);
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

    private static Shape at(Rectangle2D place, double unit, double[] where, Shape marker, double size) {
        AffineTransform into = AffineTransform.getTranslateInstance(x(place, unit, where), y(place, unit, where));
        into.scale(size, size);
        return into.createTransformedShape(marker);
    }

    private static double x(Rectangle2D place, double unit, double[] where) {
        return place.getCenterX() + unit * where[0];
    }

    private static double y(Rectangle2D place, double unit, double[] where) {
        return place.getCenterY() + unit * (LOWERED - where[1]);
    }
}
