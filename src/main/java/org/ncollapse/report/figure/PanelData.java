package org.ncollapse.report.figure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jfree.data.DomainOrder;
import org.jfree.data.xy.AbstractXYDataset;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.CurveStyle.MarkerPolicy;
import org.ncollapse.report.figure.PanelSpec.YScale;

/**
 * The curves of one panel as a dataset of its plot. On a logarithmic axis, undefined, negative and infinite values are
 * gaps (NaN). A zero is drawn at the lower end of the axis if the panel shows zeros, and otherwise is a gap. On a
 * linear axis only values that are not finite are gaps.
 */
final class PanelData extends AbstractXYDataset {
    private static final long serialVersionUID = 1L;

    /** The lower end of the axis if all values are zero. */
    private static final double FLOOR_WITHOUT_DATA = 1e-3;
    /**
     * The ratio by which the range of models' lines may exceed that of the points: lines farther away would compress
     * the rest.
     */
    private static final double BEYOND_POINTS = 100;

    /** Space below zero as a fraction of the highest value. */
    private static final double BELOW_ZERO = 0.03;

    private final transient List<Curve> curves;
    private final YScale scale;
    private final boolean showsZeros;
    private final double min;
    private final double max;

    /** The data of a panel without bands. */
    PanelData(List<Curve> curves, YScale scale) {
        this(curves, List.of(), scale);
    }

    /** @param bands have no points, but may extend the axis */
    PanelData(List<Curve> curves, List<Band> bands, YScale scale) {
        this.curves = List.copyOf(curves);
        this.scale = scale;
        this.showsZeros =
                scale == YScale.LOGARITHMIC_WITH_ZERO && curves.stream().anyMatch(Curve::hasZero);
        double[] shown = DoubleStream.concat(Arrays.stream(shown(curves)), ends(bands))
                .sorted()
                .toArray();
        double[] points = shown(
                curves.stream().filter(curve -> curve.style().line() == null).toList());
        if (scale.isLinear()) {
            double space = scale == YScale.LINEAR_WITH_MARGIN_BELOW_ZERO && shown.length > 0
                    ? shown[shown.length - 1] * BELOW_ZERO
                    : 0;
            this.min = shown.length > 0 ? Math.min(-space, shown[0]) : 0;
            this.max = shown.length > 0 ? Math.max(0, shown[shown.length - 1]) : 1;
            return;
        }
        double least = shown.length > 0 ? shown[0] : 10 * FLOOR_WITHOUT_DATA;
        double most = shown.length > 0 ? shown[shown.length - 1] : 1;
        if (points.length > 0) {
            least = Math.max(least, points[0] / BEYOND_POINTS);
            most = Math.min(most, points[points.length - 1] * BEYOND_POINTS);
        }
        this.max = most;
        // The power of ten at or below half of the smallest value, so that zero is separate from all other values.
        this.min = showsZeros ? Math.pow(10, Math.floor(Math.log10(least / 2))) : least;
    }

    /** Returns the values that the axis shows at their own position, ascending. */
    private double[] shown(List<Curve> some) {
        return some.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Point::value)
                .filter(value -> Double.isFinite(value) && (value > 0 || scale.isLinear()))
                .sorted()
                .toArray();
    }

    private static DoubleStream ends(List<Band> bands) {
        return bands.stream()
                .filter(Band::extendsAxis)
                .flatMap(band -> band.edges().stream())
                .filter(Band.Edge::isShown)
                .flatMapToDouble(edge -> DoubleStream.of(edge.low(), edge.high()));
    }

    /** Returns whether any value can be drawn. */
    boolean hasData() {
        return showsZeros || shown(curves).length > 0;
    }

    /** Returns whether at least one zero is drawn at the lower end of the axis. */
    boolean showsZeros() {
        return showsZeros;
    }

    /**
     * Returns the lower end of the axis. Logarithmic: the smallest positive value; if zeros are drawn, the power of ten
     * at or below half of it. Linear: zero or a margin below it, or the smallest value if that is lower.
     */
    double min() {
        return min;
    }

    double max() {
        return max;
    }

    Curve curve(int series) {
        return curves.get(series);
    }

    /** Returns whether a point is a zero that is drawn at the lower end of the axis. */
    boolean isZero(int series, int item) {
        return showsZeros && value(series, item) == 0;
    }

    /**
     * Returns whether a point has a marker: all points of a curve that {@linkplain Curve#showsAllMarkers() shows all
     * markers}, an isolated point, and the first zero after other values.
     */
    boolean hasMarker(int series, int item) {
        if (Double.isNaN(getYValue(series, item))) {
            return false;
        }
        boolean gapBefore = item == 0 || Double.isNaN(getYValue(series, item - 1));
        boolean gapAfter = item == getItemCount(series) - 1 || Double.isNaN(getYValue(series, item + 1));
        Curve curve = curves.get(series);
        boolean firstZero = curve.style().markers() != MarkerPolicy.ISOLATED
                && isZero(series, item)
                && (item == 0 || !isZero(series, item - 1));
        return curve.showsAllMarkers() || firstZero || gapBefore && gapAfter;
    }

    private double value(int series, int item) {
        return curves.get(series).points().get(item).value();
    }

    @Override
    public double getYValue(int series, int item) {
        if (isZero(series, item)) {
            return min;
        }
        double value = value(series, item);
        return Double.isFinite(value) && (value > 0 || scale.isLinear()) ? value : Double.NaN;
    }

    @Override
    public Number getY(int series, int item) {
        return getYValue(series, item);
    }

    @Override
    public Number getX(int series, int item) {
        return curves.get(series).points().get(item).x();
    }

    @Override
    public int getItemCount(int series) {
        return curves.get(series).points().size();
    }

    @Override
    public int getSeriesCount() {
        return curves.size();
    }

    @Override
    public Comparable<Integer> getSeriesKey(int series) {
        return series;
    }

    @Override
    public DomainOrder getDomainOrder() {
        return DomainOrder.ASCENDING;
    }
}
