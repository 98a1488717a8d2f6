package org.ncollapse.report.figure;

import java.awt.Paint;
import java.awt.Shape;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleInsets;
import org.ncollapse.report.figure.Chart.Across;
import org.ncollapse.report.figure.Chart.Guide;

/** Builds the plot of one panel. */
final class PanelPlot {
    private static final double SIDE_MARGIN = 0.025;
    /** For numbers so long that half of the last one would reach past the figure's edge. */
    private static final double WIDE_SIDE_MARGIN = 0.05;

    private static final int FIVE_DIGITS = 10_000;
    private static final int MOST_STEPS = 4;

    private PanelPlot() {}

    /**
     * Builds the plot.
     *
     * @param top whether the panel is its column's highest, which names phases and divides
     * @param bottom whether the panel is its column's lowest, which carries the horizontal axis's numbers
     */
    static XYPlot of(Chart chart, boolean top, boolean bottom) {
        PanelData data = new PanelData(chart.curves(), chart.scale());
        List<PanelNote> notes = data.drawable() ? PanelNote.of(chart.guides(), top) : List.of();
        double headroom = notes.stream().anyMatch(PanelNote::hasText) ? FigureStyle.HEADROOM : 0;
        NumberAxis domain = across(chart.across(), bottom);

        XYPlot plot =
                new XYPlot(data.drawable() ? data : null, domain, values(chart, data, headroom), new Renderer(data));
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
        plot.setNoDataMessage(chart.curves().isEmpty() ? "not defined for this run" : "zero in this run");
        plot.setNoDataMessageFont(FigureStyle.TICK);
        plot.setNoDataMessagePaint(FigureStyle.INK);
        for (Guide guide : chart.guides()) {
            if (guide instanceof Guide.Phase phase) {
                IntervalMarker shade = new IntervalMarker(phase.from(), domain.getUpperBound(), FigureStyle.TERMINAL);
                shade.setAlpha(1f);
                plot.addDomainMarker(shade, Layer.BACKGROUND);
            }
        }
        notes.forEach(plot::addAnnotation);
        return plot;
    }

    private static ValueAxis values(Chart chart, PanelData data, double headroom) {
        ValueAxis axis = chart.scale().even()
                ? new LinearAxis(chart.label(), data, headroom)
                : new DecadeAxis(chart.label() + (data.zerosDrawn() ? " (\u25cb = 0)" : ""), data, headroom);
        axis.setTickLabelsVisible(data.drawable());
        axis.setAxisLineVisible(false);
        return axis;
    }

    private static NumberAxis across(Across across, boolean labelled) {
        String name = labelled ? across.name() : null;
        NumberAxis axis = across.ticks().isEmpty() ? counting(name, across) : new PlacesAxis(name, across);
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

    private static NumberAxis counting(String name, Across across) {
        NumberAxis axis = new NumberAxis(name);
        double last = Math.max(across.first() + 1, across.last());
        double margin = (last - across.first()) * (last < FIVE_DIGITS ? SIDE_MARGIN : WIDE_SIDE_MARGIN);
        axis.setRange(across.first() - margin, last + margin);
        axis.setTickUnit(new NumberTickUnit(
                step((int) Math.ceil(across.last() - across.first())),
                new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT))));
        return axis;
    }

    /** The least of 1, 2, 5, 10, 20, 50, … that divides the axis into no more steps than there is room for. */
    static int step(int length) {
        for (int decade = 1; ; decade *= 10) {
            for (int digit : new int[] {1, 2, 5}) {
                if ((long) digit * decade * MOST_STEPS >= length) {
                    return digit * decade;
                }
            }
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
                CurveStyle style = data.curve(i).style();
                setSeriesPaint(i, style.colour());
                setSeriesStroke(i, style.line() == null ? FigureStyle.SOLID : style.line());
                setSeriesLinesVisible(i, style.line() != null);
                setSeriesOutlineStroke(i, FigureStyle.AXIS);
            }
        }

        @Override
        public boolean getItemShapeVisible(int series, int item) {
            return data.isMarked(series, item);
        }

        @Override
        public Shape getItemShape(int series, int item) {
            return data.isZero(series, item)
                    ? FigureStyle.zeroMarker()
                    : data.curve(series).style().marker();
        }

        @Override
        public Paint getItemFillPaint(int series, int item) {
            return data.isZero(series, item)
                    ? FigureStyle.PAPER
                    : data.curve(series).style().fill();
        }
    }
}
