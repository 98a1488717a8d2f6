package org.ncollapse.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.ncollapse.report.TickSteps;

/** A linear vertical axis on the left of a panel. */
final class LinearAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;
    private static final double MARGIN = 0.05;
    private static final int MAX_STEPS = 5;

    /**
     * Lays the axis out for a panel's data.
     *
     * @param headroom the fraction of the axis to keep free above the data
     */
    LinearAxis(String label, PanelData data, double headroom) {
        super(label);
        double span = data.max() > data.min() ? data.max() - data.min() : 1;
        setRange(
                data.min() - (data.min() < 0 ? MARGIN * span : 0),
                data.min() + span * (1 + MARGIN + headroom / (1 - headroom)));
        double step = TickSteps.linear(span, MAX_STEPS);
        int decimals = TickSteps.decimals(step);
        setTickUnit(new NumberTickUnit(
                step,
                new DecimalFormat(
                        decimals == 0 ? "0" : "0." + "0".repeat(decimals),
                        DecimalFormatSymbols.getInstance(Locale.ROOT))));
        setTickLabelFont(FigureStyle.TICK);
        setTickLabelPaint(FigureStyle.FOREGROUND);
        // JFreeChart separates the labels from a left axis by the left inset, not by the right one, and ignores the
        // length of the tick marks.
        setTickLabelInsets(new RectangleInsets(0, FigureStyle.TICK_LENGTH, 0, 0));
        setTickMarkOutsideLength((float) FigureStyle.TICK_LENGTH);
        setTickMarkPaint(FigureStyle.FOREGROUND);
        setTickMarkStroke(FigureStyle.AXIS);
    }

    @Override
    protected AxisState drawTickMarksAndLabels(
            Graphics2D g2, double cursor, Rectangle2D plotArea, Rectangle2D dataArea, RectangleEdge edge) {
        AxisState state = super.drawTickMarksAndLabels(g2, cursor, plotArea, dataArea, edge);
        state.setCursor(cursor - FigureStyle.TICK_LABEL_SPACE);
        return state;
    }

    @Override
    protected AxisState drawLabel(
            String label,
            Graphics2D g2,
            Rectangle2D plotArea,
            Rectangle2D dataArea,
            RectangleEdge edge,
            AxisState state) {
        FigureStyle.drawVerticalText(g2, label, state.getCursor(), dataArea.getCenterY());
        return state;
    }
}
