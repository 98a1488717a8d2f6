package org.ncollapse.report;

import java.util.List;
import org.jfree.data.DomainOrder;
import org.jfree.data.xy.AbstractXYDataset;
import org.ncollapse.report.Curve.Point;
import org.ncollapse.report.Curve.Stroke;

/**
 * The curves of one panel as points of a logarithmic axis.
 * Positive values stand as they are; what is undefined, negative or infinite is a gap (NaN); a zero is drawn at the
 * {@linkplain #lowest() floor} where the panel shows zeros, and a gap elsewhere.
 */
final class PanelData extends AbstractXYDataset {
    private static final long serialVersionUID = 1L;

    /** The floor of a panel in which every value is zero. */
    private static final double FLOOR_WITHOUT_DATA = 1e-3;

    private final transient List<Curve> curves;
    private final boolean zerosDrawn;
    private final double lowest;
    private final double highest;

    PanelData(List<Curve> curves, boolean showZeros) {
        this.curves = List.copyOf(curves);
        this.zerosDrawn = showZeros && curves.stream().anyMatch(Curve::hasZero);
        double[] positive = curves.stream().flatMap(curve -> curve.points().stream()).mapToDouble(Point::value)
                .filter(value -> value > 0 && Double.isFinite(value)).sorted().toArray();
        double least = positive.length > 0 ? positive[0] : 10 * FLOOR_WITHOUT_DATA;
        this.highest = positive.length > 0 ? positive[positive.length - 1] : 1;
        // A whole decade below half the smallest value, so that zero keeps a tick's distance from every other value.
        this.lowest = zerosDrawn ? Math.pow(10, Math.floor(Math.log10(least / 2))) : least;
    }

    /** Whether any value can be drawn at all. */
    boolean drawable() {
        return zerosDrawn || curves.stream().anyMatch(Curve::hasPositive);
    }

    /** Whether at least one value is zero and stands at the floor. */
    boolean zerosDrawn() {
        return zerosDrawn;
    }

    /**
     * The lowest ordinate drawn: the smallest positive value or, if zeros are drawn, the floor on which they stand,
     * the power of ten at or below half of it.
     */
    double lowest() {
        return lowest;
    }

    double highest() {
        return highest;
    }

    Curve curve(int series) {
        return curves.get(series);
    }

    boolean isZero(int series, int item) {
        return zerosDrawn && value(series, item) == 0;
    }

    /**
     * Whether a point carries a marker: every point of a {@linkplain Curve#isSparse() sparse} curve; and always a point that no line
     * would show, and the first zero after other values.
     */
    boolean isMarked(int series, int item) {
        if (Double.isNaN(getYValue(series, item))) {
            return false;
        }
        boolean gapBefore = item == 0 || Double.isNaN(getYValue(series, item - 1));
        boolean gapAfter = item == getItemCount(series) - 1 || Double.isNaN(getYValue(series, item + 1));
        Curve curve = curves.get(series);
        boolean firstZero = curve.stroke() != Stroke.RUNNING && isZero(series, item)
                && (item == 0 || !isZero(series, item - 1));
        return curve.isSparse() || firstZero || gapBefore && gapAfter;
    }

    private double value(int series, int item) {
        return curves.get(series).points().get(item).value();
    }

    @Override
    public double getYValue(int series, int item) {
        if (isZero(series, item)) {
            return lowest;
        }
        double value = value(series, item);
        return value > 0 && Double.isFinite(value) ? value : Double.NaN;
    }

    @Override
    public Number getY(int series, int item) {
        return getYValue(series, item);
    }

    @Override
    public Number getX(int series, int item) {
        return curves.get(series).points().get(item).epoch();
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
