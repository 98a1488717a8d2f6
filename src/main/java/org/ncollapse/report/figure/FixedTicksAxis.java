package org.ncollapse.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.ui.RectangleEdge;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.sweep.SweepAxis.Tick;

/**
 * A horizontal axis with ticks at given positions. A tick without a label is short. A label that is too long for its
 * space is truncated with dots.
 */
final class FixedTicksAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;
    private static final double TEXT_GAP = 1.5;
    private static final double BETWEEN_TEXTS = 2;
    private static final String DOTS = "\u2026";

    private final transient XAxis xAxis;

    FixedTicksAxis(String name, XAxis xAxis) {
        super(name);
        this.xAxis = xAxis;
        setRange(xAxis.min(), xAxis.max());
    }

    /** Draws the labels as two texts, as {@link DecadeAxis} does. */
    @Override
    protected AxisState drawTickMarksAndLabels(
            Graphics2D g2, double cursor, Rectangle2D plotArea, Rectangle2D dataArea, RectangleEdge edge) {
        AxisState state = new AxisState(cursor + FigureStyle.TICK_LENGTH + TEXT_GAP + FigureStyle.TICK.getSize2D());
        if (!isTickLabelsVisible()) {
            return state;
        }
        List<Tick> labeled =
                xAxis.ticks().stream().filter(tick -> !tick.label().isEmpty()).toList();
        g2.setPaint(FigureStyle.FOREGROUND);
        g2.setStroke(FigureStyle.AXIS);
        for (Tick tick : xAxis.ticks()) {
            double x = valueToJava2D(tick.position(), dataArea, edge);
            g2.draw(new Line2D.Double(
                    x,
                    cursor,
                    x,
                    cursor + (tick.label().isEmpty() ? FigureStyle.MINOR_TICK_LENGTH : FigureStyle.TICK_LENGTH)));
            if (!tick.label().isEmpty()) {
                drawText(
                        g2,
                        shortened(tick.label(), availableWidth(labeled, labeled.indexOf(tick), dataArea, edge)),
                        tick.exponent(),
                        x,
                        cursor + FigureStyle.TICK_LENGTH + TEXT_GAP + 0.75 * FigureStyle.TICK.getSize2D());
            }
        }
        return state;
    }

    /** Returns the space of a label: halfway to the next labels on both sides, and more where those leave space. */
    private double availableWidth(List<Tick> labeled, int index, Rectangle2D dataArea, RectangleEdge edge) {
        double space = dataArea.getWidth();
        for (int neighbor : new int[] {index - 1, index + 1}) {
            if (neighbor >= 0 && neighbor < labeled.size()) {
                Tick next = labeled.get(neighbor);
                double gap = Math.abs(valueToJava2D(next.position(), dataArea, edge)
                        - valueToJava2D(labeled.get(index).position(), dataArea, edge));
                space = Math.min(space, Math.max(gap, 2 * gap - width(next)));
            }
        }
        return space - BETWEEN_TEXTS;
    }

    private static double width(Tick tick) {
        return FigureStyle.width(FigureStyle.TICK, tick.label())
                + FigureStyle.width(FigureStyle.SUPERSCRIPT, tick.exponent());
    }

    /** Shortens a tick label that is wider than its space, with dots at its end. */
    static String shortened(String text, double space) {
        String prefix = text;
        while (prefix.length() > 1
                && FigureStyle.width(FigureStyle.TICK, prefix.equals(text) ? prefix : prefix + DOTS) > space) {
            prefix = prefix.substring(0, prefix.length() - 1);
        }
        return prefix.equals(text) ? text : prefix + DOTS;
    }

    private static void drawText(Graphics2D g2, String text, String exponent, double middle, double baseline) {
        double width = FigureStyle.width(FigureStyle.TICK, text);
        double left = middle - (width + FigureStyle.width(FigureStyle.SUPERSCRIPT, exponent)) / 2;
        g2.setFont(FigureStyle.TICK);
        g2.drawString(text, (float) left, (float) baseline);
        if (!exponent.isEmpty()) {
            g2.setFont(FigureStyle.SUPERSCRIPT);
            g2.drawString(exponent, (float) (left + width), (float) baseline - FigureStyle.SUPERSCRIPT_RISE);
        }
    }

    @Override
    public AxisState draw(
            Graphics2D g2,
            double cursor,
            Rectangle2D plotArea,
            Rectangle2D dataArea,
            RectangleEdge edge,
            PlotRenderingInfo info) {
        AxisState state = drawTickMarksAndLabels(g2, cursor, plotArea, dataArea, edge);
        if (getLabel() != null) {
            g2.setPaint(FigureStyle.FOREGROUND);
            g2.setFont(FigureStyle.LABEL);
            g2.drawString(
                    getLabel(),
                    (float) (dataArea.getCenterX() - FigureStyle.width(FigureStyle.LABEL, getLabel()) / 2),
                    (float) (state.getCursor() + FigureStyle.LABEL.getSize2D()));
        }
        return state;
    }
}
