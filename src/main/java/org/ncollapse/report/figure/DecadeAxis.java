package org.ncollapse.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.ncollapse.report.TickSteps;

/**
 * A logarithmic vertical axis on the left of a panel, with labels at powers of ten. A range with fewer than two powers
 * of ten has labels at 1, 2 and 5 times them. A range with many has labels at every second, third, … power. If the
 * panel draws zeros, the lowest tick is labeled 0.
 */
final class DecadeAxis extends LogAxis {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LABELS = 6;
    /** A range of this ratio always contains two of 1, 2 and 5 times a power of ten. */
    private static final double MIN_RATIO = 6;

    private static final double MARGIN = 0.04;
    private static final String MINUS = "\u2212";

    private final double zeroAt;

    /**
     * Lays the axis out for a panel's data.
     *
     * @param headroom the fraction of the axis to keep free above the data
     */
    DecadeAxis(String label, PanelData data, double headroom) {
        super(label);
        zeroAt = data.showsZeros() ? data.min() : 0;
        double low = Math.log10(data.min());
        double high = Math.log10(data.max());
        double missing = (data.showsZeros() ? 1 : Math.log10(MIN_RATIO)) - (high - low);
        if (missing > 0) {
            // Zero stays at the lower end of the axis, one decade below the next label; other data are centered.
            low -= data.showsZeros() ? 0 : missing / 2;
            high += data.showsZeros() ? missing : missing / 2;
        }
        double margin = MARGIN * (high - low);
        double span = high - low + 2 * margin;
        setRange(Math.pow(10, low - margin), Math.pow(10, high + margin + span * headroom / (1 - headroom)));
    }

    /** A tick with a label that may have an exponent. */
    private static final class DecadeTick extends NumberTick {
        private static final long serialVersionUID = 1L;
        private final String base;
        private final String exponent;

        DecadeTick(TickType type, double value, String base, String exponent) {
            super(type, value, base + exponent, TextAnchor.CENTER_RIGHT, TextAnchor.CENTER_RIGHT, 0);
            this.base = base;
            this.exponent = exponent;
        }
    }

    @Override
    public List<NumberTick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
        List<NumberTick> ticks = new ArrayList<>();
        // Between zero's tick and the next decade the axis is broken: it has no ticks there.
        double lower = zeroAt > 0 ? zeroAt * 9.5 : getLowerBound();
        double upper = getUpperBound();
        int first = (int) Math.ceil(Math.log10(lower));
        int last = (int) Math.floor(Math.log10(upper));
        boolean decadesOnly = last - first >= 1 || zeroAt > 0 && last >= first;
        int stride = TickSteps.decades(first, last, MAX_LABELS);
        if (zeroAt > 0) {
            ticks.add(new DecadeTick(TickType.MAJOR, zeroAt, "0", ""));
        }
        for (int k = first - 1; k <= last; k++) {
            for (int digit = 1; digit <= 9; digit++) {
                double value = digit * Math.pow(10, k);
                if (value >= lower && value <= upper) {
                    boolean labeled = decadesOnly
                            ? digit == 1 && Math.floorMod(k, stride) == 0
                            : digit == 1 || digit == 2 || digit == 5;
                    if (labeled) {
                        ticks.add(decadesOnly ? power("10", k, value) : multiple(digit, k, value));
                    } else if (stride == 1 || digit == 1) {
                        ticks.add(new DecadeTick(TickType.MINOR, value, "", ""));
                    }
                }
            }
        }
        return ticks;
    }

    private static DecadeTick power(String base, int k, double value) {
        return new DecadeTick(TickType.MAJOR, value, base, k < 0 ? MINUS + -k : Integer.toString(k));
    }

    private static DecadeTick multiple(int digit, int k, double value) {
        if (k < -2 || k > 2) {
            return power(digit == 1 ? "10" : digit + "\u00d710", k, value);
        }
        String plain = k < 0 ? "0." + "0".repeat(-k - 1) + digit : digit + "0".repeat(k);
        return new DecadeTick(TickType.MAJOR, value, plain, "");
    }

    /** Draws the labels as two texts, because the superscript characters of many fonts have no minus sign. */
    @Override
    protected AxisState drawTickMarksAndLabels(
            Graphics2D g2, double cursor, Rectangle2D plotArea, Rectangle2D dataArea, RectangleEdge edge) {
        AxisState state = new AxisState(cursor - FigureStyle.TICK_LABEL_SPACE);
        List<NumberTick> ticks = isTickLabelsVisible() ? refreshTicks(g2, state, dataArea, edge) : List.of();
        state.setTicks(ticks);
        g2.setPaint(FigureStyle.FOREGROUND);
        g2.setStroke(FigureStyle.AXIS);
        for (NumberTick numberTick : ticks) {
            DecadeTick tick = (DecadeTick) numberTick;
            double y = valueToJava2D(tick.getValue(), dataArea, edge);
            double length =
                    tick.getTickType().equals(TickType.MAJOR) ? FigureStyle.TICK_LENGTH : FigureStyle.MINOR_TICK_LENGTH;
            g2.draw(new Line2D.Double(cursor - length, y, cursor, y));
            drawTickLabel(g2, tick, (float) (cursor - FigureStyle.TICK_LENGTH - 2), (float) y);
        }
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

    private static void drawTickLabel(Graphics2D g2, DecadeTick tick, float right, float middle) {
        float baseline = middle + FigureStyle.TICK.getSize2D() * 0.36f;
        double exponentWidth = FigureStyle.width(FigureStyle.SUPERSCRIPT, tick.exponent);
        double baseWidth = FigureStyle.width(FigureStyle.TICK, tick.base);
        if (!tick.base.isEmpty()) {
            g2.setFont(FigureStyle.TICK);
            g2.drawString(tick.base, (float) (right - exponentWidth - baseWidth), baseline);
        }
        if (!tick.exponent.isEmpty()) {
            g2.setFont(FigureStyle.SUPERSCRIPT);
            g2.drawString(tick.exponent, (float) (right - exponentWidth), baseline - FigureStyle.SUPERSCRIPT_RISE);
        }
    }
}
