package org.ncollapse.report.figure;

import java.awt.Color;
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
import org.ncollapse.report.TickSteps;
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;

/** Builds the plot of one panel. */
final class PanelPlot {
    private static final double SIDE_MARGIN = 0.025;
    /** For numbers of which half of the last one would exceed the figure's edge. */
    private static final double WIDE_SIDE_MARGIN = 0.05;

    /** The smallest number with such a label. */
    private static final int MIN_WIDE_LABEL = 10_000;

    private static final int MAX_STEPS = 4;

    private PanelPlot() {}

    /**
     * Builds the plot.
     *
     * @param top whether the panel is the top one of its column, where the guides are labeled
     * @param bottom whether the panel is the bottom one of its column, which has the numbers of the horizontal axis
     */
    static XYPlot of(PanelSpec spec, boolean top, boolean bottom) {
        PanelData data = new PanelData(spec.curves(), spec.bands(), spec.yScale());
        List<GuideAnnotation> annotations = data.hasData() ? GuideAnnotation.of(spec.guides(), top) : List.of();
        double headroom = annotations.stream().anyMatch(GuideAnnotation::hasText) ? FigureStyle.HEADROOM : 0;
        NumberAxis horizontal = xAxis(spec.xAxis(), bottom);

        Renderer renderer = new Renderer(data);
        spec.bands().forEach(band -> renderer.addAnnotation(new BandAnnotation(band), Layer.BACKGROUND));
        XYPlot plot = new XYPlot(data.hasData() ? data : null, horizontal, yAxis(spec, data, headroom), renderer);
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
        plot.setNoDataMessage(spec.curves().isEmpty() ? "undefined for this run" : "all values zero");
        plot.setNoDataMessageFont(FigureStyle.TICK);
        plot.setNoDataMessagePaint(FigureStyle.FOREGROUND);
        for (Guide guide : spec.guides()) {
            if (guide instanceof Guide.ShadedRange phase) {
                shade(plot, phase.from(), horizontal.getUpperBound(), FigureStyle.TERMINAL_PHASE_SHADE);
            } else if (guide instanceof Guide.Border border) {
                shade(plot, border.first(), border.last(), FigureStyle.GRID);
            }
        }
        annotations.forEach(plot::addAnnotation);
        return plot;
    }

    private static void shade(XYPlot plot, double from, double to, Color color) {
        IntervalMarker shade = new IntervalMarker(from, to, color);
        shade.setAlpha(1f);
        plot.addDomainMarker(shade, Layer.BACKGROUND);
    }

    private static ValueAxis yAxis(PanelSpec spec, PanelData data, double headroom) {
        ValueAxis axis = spec.yScale().isLinear()
                ? new LinearAxis(spec.yLabel(), data, headroom)
                : new DecadeAxis(spec.yLabel() + (data.showsZeros() ? " (\u25cb = 0)" : ""), data, headroom);
        axis.setTickLabelsVisible(data.hasData());
        axis.setAxisLineVisible(false);
        return axis;
    }

    private static NumberAxis xAxis(XAxis xAxis, boolean showLabels) {
        String name = showLabels ? xAxis.label() : null;
        NumberAxis axis = xAxis.ticks().isEmpty() ? integerAxis(name, xAxis) : new FixedTicksAxis(name, xAxis);
        axis.setTickLabelsVisible(showLabels);
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

    private static NumberAxis integerAxis(String name, XAxis xAxis) {
        NumberAxis axis = new NumberAxis(name);
        double last = Math.max(xAxis.min() + 1, xAxis.max());
        double margin = (last - xAxis.min()) * (last < MIN_WIDE_LABEL ? SIDE_MARGIN : WIDE_SIDE_MARGIN);
        axis.setRange(xAxis.min() - margin, last + margin);
        axis.setTickUnit(new NumberTickUnit(
                TickSteps.ofIntegers((int) Math.ceil(xAxis.max() - xAxis.min()), MAX_STEPS),
                new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT))));
        return axis;
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
