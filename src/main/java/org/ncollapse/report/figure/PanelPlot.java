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
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;

/** Builds the plot of one panel. */
final class PanelPlot {
    private static final double SIDE_MARGIN = 0.025;
    /** For numbers that are so long that half of the last one would exceed the figure's edge. */
    private static final double WIDE_SIDE_MARGIN = 0.05;

    private static final int FIVE_DIGITS = 10_000;
    private static final int MOST_STEPS = 4;

    private PanelPlot() {}

    /**
     * Builds the plot.
     *
     * @param top whether the panel is the top one of its column, which labels the guides
     * @param bottom whether the panel is the bottom one of its column, which has the numbers of the horizontal axis
     */
    static XYPlot of(PanelSpec chart, boolean top, boolean bottom) {
        PanelData data = new PanelData(chart.curves(), chart.yScale());
        List<GuideAnnotation> notes = data.hasData() ? GuideAnnotation.of(chart.guides(), top) : List.of();
        double headroom = notes.stream().anyMatch(GuideAnnotation::hasText) ? FigureStyle.HEADROOM : 0;
        NumberAxis domain = xAxis(chart.xAxis(), bottom);

        XYPlot plot =
                new XYPlot(data.hasData() ? data : null, domain, values(chart, data, headroom), new Renderer(data));
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setFixedRangeAxisSpace(space(FigureStyle.LEFT_SPACE, 0));
        plot.setFixedDomainAxisSpace(space(0, bottom ? FigureStyle.BOTTOM_SPACE : 0));
        plot.setBackgroundPaint(FigureStyle.BACKGROUND);
        plot.setOutlinePaint(FigureStyle.FOREGROUND);
        plot.setOutlineStroke(FigureStyle.AXIS);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(FigureStyle.GRID);
        plot.setRangeGridlineStroke(FigureStyle.HAIRLINE);
        plot.setNoDataMessage(chart.curves().isEmpty() ? "undefined for this run" : "all values zero");
        plot.setNoDataMessageFont(FigureStyle.TICK);
        plot.setNoDataMessagePaint(FigureStyle.FOREGROUND);
        for (Guide guide : chart.guides()) {
            if (guide instanceof Guide.ShadedRange phase) {
                IntervalMarker shade =
                        new IntervalMarker(phase.from(), domain.getUpperBound(), FigureStyle.TERMINAL_PHASE_SHADE);
                shade.setAlpha(1f);
                plot.addDomainMarker(shade, Layer.BACKGROUND);
            }
        }
        notes.forEach(plot::addAnnotation);
        return plot;
    }

    private static ValueAxis values(PanelSpec chart, PanelData data, double headroom) {
        ValueAxis axis = chart.yScale().isLinear()
                ? new LinearAxis(chart.yLabel(), data, headroom)
                : new DecadeAxis(chart.yLabel() + (data.showsZeros() ? " (\u25cb = 0)" : ""), data, headroom);
        axis.setTickLabelsVisible(data.hasData());
        axis.setAxisLineVisible(false);
        return axis;
    }

    private static NumberAxis xAxis(XAxis xAxis, boolean labelled) {
        String name = labelled ? xAxis.label() : null;
        NumberAxis axis = xAxis.ticks().isEmpty() ? counting(name, xAxis) : new FixedTicksAxis(name, xAxis);
        axis.setTickLabelsVisible(labelled);
        axis.setTickLabelFont(FigureStyle.TICK);
        axis.setTickLabelPaint(FigureStyle.FOREGROUND);
        axis.setTickLabelInsets(new RectangleInsets(1.5, 0, 1.5, 0));
        axis.setTickMarkOutsideLength((float) FigureStyle.TICK_LENGTH);
        axis.setTickMarkPaint(FigureStyle.FOREGROUND);
        axis.setTickMarkStroke(FigureStyle.AXIS);
        axis.setLabelFont(FigureStyle.LABEL);
        axis.setLabelPaint(FigureStyle.FOREGROUND);
        axis.setLabelInsets(RectangleInsets.ZERO_INSETS);
        axis.setAxisLineVisible(false);
        return axis;
    }

    private static NumberAxis counting(String name, XAxis xAxis) {
        NumberAxis axis = new NumberAxis(name);
        double last = Math.max(xAxis.min() + 1, xAxis.max());
        double margin = (last - xAxis.min()) * (last < FIVE_DIGITS ? SIDE_MARGIN : WIDE_SIDE_MARGIN);
        axis.setRange(xAxis.min() - margin, last + margin);
        axis.setTickUnit(new NumberTickUnit(
                tickStep((int) Math.ceil(xAxis.max() - xAxis.min())),
                new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT))));
        return axis;
    }

    /** Returns the smallest of 1, 2, 5, 10, 20, 50, … that gives no more steps than there is space for. */
    static int tickStep(int length) {
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

    /** Draws lines in the style of their curves, with markers where {@link PanelData#hasMarker} is true. */
    private static final class Renderer extends XYLineAndShapeRenderer {
        private static final long serialVersionUID = 1L;
        private final transient PanelData data;

        Renderer(PanelData data) {
            this.data = data;
            // One path per curve: dashes that restart at every point would look like a solid line.
            setDrawSeriesLineAsPath(true);
            setUseFillPaint(true);
            for (int i = 0; i < data.getSeriesCount(); i++) {
                CurveStyle style = data.curve(i).style();
                setSeriesPaint(i, style.color());
                setSeriesStroke(i, style.line() == null ? FigureStyle.SOLID : style.line());
                setSeriesLinesVisible(i, style.line() != null);
                setSeriesOutlineStroke(i, FigureStyle.AXIS);
            }
        }

        @Override
        public boolean getItemShapeVisible(int series, int item) {
            return data.hasMarker(series, item);
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
                    ? FigureStyle.BACKGROUND
                    : data.curve(series).style().fill();
        }
    }
}
