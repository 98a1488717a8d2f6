package org.ncollapse.report;

import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleInsets;

/** Builds the chart of one panel: a quantity on a logarithmic axis against the epoch on a linear one. */
final class PanelPlot {
    private static final double EPOCH_MARGIN = 0.025;
    private static final int MOST_EPOCH_STEPS = 4;

    private PanelPlot() {
    }

    /**
     * Builds the chart.
     *
     * @param top    whether the panel is its column's highest, which names the terminal phase
     * @param bottom whether the panel is its column's lowest, which carries the epochs' numbers
     */
    static XYPlot of(Panel panel, RunSeries run, boolean top, boolean bottom) {
        List<Curve> curves = panel.curves(run);
        PanelData data = new PanelData(curves, panel.showsZero());
        boolean named = top && data.drawable() && run.terminalEpoch().isPresent();
        DecadeAxis values = new DecadeAxis(panel.label() + (data.zerosDrawn() ? " (\u25cb = 0)" : ""), data,
                named ? FigureStyle.HEADROOM : 0);
        values.setTickLabelsVisible(data.drawable());
        values.setAxisLineVisible(false);

        XYPlot plot = new XYPlot(data.drawable() ? data : null, epochs(run.lastEpoch(), bottom), values,
                new Renderer(data));
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setFixedRangeAxisSpace(space(FigureStyle.LEFT_SPACE, 0));
        plot.setFixedDomainAxisSpace(space(0, bottom ? FigureStyle.BOTTOM_SPACE : 0));
        plot.setBackgroundPaint(FigureStyle.PAPER);
        plot.setOutlinePaint(FigureStyle.INK);
        plot.setOutlineStroke(FigureStyle.AXIS);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(FigureStyle.GRID);
        plot.setRangeGridlineStroke(FigureStyle.HAIRLINE);
        plot.setNoDataMessage(curves.isEmpty() ? "not defined for this run" : "zero in this run");
        plot.setNoDataMessageFont(FigureStyle.TICK);
        plot.setNoDataMessagePaint(FigureStyle.INK);
        run.terminalEpoch().ifPresent(epoch -> shade(plot, epoch));
        if (named) {
            plot.addAnnotation(new PhaseName());
        }
        return plot;
    }

    private static NumberAxis epochs(int last, boolean labelled) {
        NumberAxis axis = new NumberAxis(labelled ? "epoch" : null);
        double margin = Math.max(1, last) * EPOCH_MARGIN;
        axis.setRange(-margin, Math.max(1, last) + margin);
        axis.setTickUnit(new NumberTickUnit(step(last),
                new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT))));
        axis.setTickLabelsVisible(labelled);
        axis.setTickLabelFont(FigureStyle.TICK);
        axis.setTickLabelPaint(FigureStyle.INK);
        axis.setTickLabelInsets(new RectangleInsets(1.5, 0, 1.5, 0));
        axis.setTickMarkOutsideLength((float) FigureStyle.TICK_LENGTH);
        axis.setTickMarkPaint(FigureStyle.INK);
        axis.setTickMarkStroke(FigureStyle.AXIS);
        axis.setLabelFont(FigureStyle.LABEL);
        axis.setLabelPaint(FigureStyle.INK);
        axis.setLabelInsets(RectangleInsets.ZERO_INSETS);
        axis.setAxisLineVisible(false);
        return axis;
    }

    /** The least of 1, 2, 5, 10, 20, 50, … epochs that divides the axis into no more steps than there is room for. */
    static int step(int lastEpoch) {
        for (int decade = 1; ; decade *= 10) {
            for (int digit : new int[] {1, 2, 5}) {
                if ((long) digit * decade * MOST_EPOCH_STEPS >= lastEpoch) {
                    return digit * decade;
                }
            }
        }
    }

    private static void shade(XYPlot plot, int epoch) {
        IntervalMarker phase = new IntervalMarker(epoch, plot.getDomainAxis().getUpperBound(), FigureStyle.TERMINAL);
        phase.setAlpha(1f);
        plot.addDomainMarker(phase, Layer.BACKGROUND);
    }

    /**
     * The shaded phase's name, from the panel's upper right corner leftwards, so that a short phase's name still ends
     * inside the panel. Placed by the font's own widths: JFreeChart would ask the graphics, and Batik's are rounded.
     */
    private static final class PhaseName extends AbstractXYAnnotation {
        private static final long serialVersionUID = 1L;
        private static final String NAME = "terminal phase";

        @Override
        public void draw(Graphics2D g2, XYPlot plot, Rectangle2D dataArea, ValueAxis domainAxis, ValueAxis rangeAxis,
                         int rendererIndex, PlotRenderingInfo info) {
            g2.setPaint(FigureStyle.INK);
            g2.setFont(FigureStyle.NOTE);
            g2.drawString(NAME, (float) (dataArea.getMaxX() - 3 - FigureStyle.width(FigureStyle.NOTE, NAME)),
                    (float) (dataArea.getMinY() + 2 + FigureStyle.NOTE.getSize2D()));
        }
    }

    private static AxisSpace space(double left, double bottom) {
        AxisSpace space = new AxisSpace();
        space.setLeft(left);
        space.setBottom(bottom);
        return space;
    }

    /** Lines in the style of their curves, with markers where {@link PanelData#isMarked} says. */
    private static final class Renderer extends XYLineAndShapeRenderer {
        private static final long serialVersionUID = 1L;
        private final transient PanelData data;

        Renderer(PanelData data) {
            this.data = data;
            // One path a curve: dashes that start anew at every point would look like a solid line.
            setDrawSeriesLineAsPath(true);
            setUseFillPaint(true);
            for (int i = 0; i < data.getSeriesCount(); i++) {
                setSeriesPaint(i, FigureStyle.colour(data.curve(i)));
                setSeriesStroke(i, FigureStyle.line(data.curve(i).stroke()));
                setSeriesOutlineStroke(i, FigureStyle.AXIS);
            }
        }

        @Override
        public boolean getItemShapeVisible(int series, int item) {
            return data.isMarked(series, item);
        }

        @Override
        public Shape getItemShape(int series, int item) {
            return data.isZero(series, item) ? FigureStyle.zeroMarker() : FigureStyle.marker(data.curve(series).hue());
        }

        @Override
        public Paint getItemFillPaint(int series, int item) {
            Curve curve = data.curve(series);
            return data.isZero(series, item) ? FigureStyle.PAPER
                    : FigureStyle.fill(curve.stroke(), FigureStyle.colour(curve));
        }
    }
}
