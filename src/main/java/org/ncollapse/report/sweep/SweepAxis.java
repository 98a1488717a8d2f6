package org.ncollapse.report.sweep;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.report.TickSteps;

/**
 * The horizontal axis of a sweep's plots. Numbers are placed linearly, or by their decimal logarithms if they span more
 * than a decade; a zero then has a position of its own to the left. Other values are categories, placed one after the
 * other. Undefined values may have a position to the right of all others.
 *
 * @param min the axis's left end
 * @param max its right end
 * @param undefinedPosition the position of undefined values; NaN if there is none
 */
public record SweepAxis(
        String name,
        AxisScale scale,
        double min,
        double max,
        double undefinedPosition,
        double zeroPosition,
        List<Tick> ticks,
        List<String> categories) {

    private static final double DECADE = 10;
    private static final int MAX_STEPS = 5;
    private static final int MAX_DECADES = 5;
    /** The margin as a fraction of the axis, and at least of the numbers' span. */
    private static final double MARGIN = 0.04;

    private static final double MIN_MARGIN = 0.1;
    /** The smallest distance in decades of zero from the smallest number. */
    private static final double ZERO_GAP = 0.7;
    /** A strength that is always on the axis, so that the critical strength c = 1 is. */
    private static final double SHOWN_STRENGTH = 1.25;

    /** The scale of the axis. */
    public enum AxisScale {
        LINEAR,
        LOGARITHMIC,
        CATEGORICAL
    }

    /**
     * A tick.
     *
     * @param label below the axis; empty for a tick without a label
     * @param exponent superscript after the label; empty if there is none
     */
    public record Tick(double position, String label, String exponent) {}

    public SweepAxis {
        ticks = List.copyOf(ticks);
        categories = List.copyOf(categories);
    }

    /** Returns the axis of a key: numeric if all values are numbers, otherwise categorical in their order. */
    static SweepAxis forKey(String name, List<String> values) {
        double[] numbers = values.stream().mapToDouble(SweepAxis::value).toArray();
        return values.isEmpty() || Arrays.stream(numbers).anyMatch(Double::isNaN)
                ? ofCategories(name, values.stream().distinct().toList())
                : ofNumbers(name, numbers, false, false);
    }

    /** Returns the axis of numbers. */
    static SweepAxis ofNumbers(String name, double[] values) {
        return ofNumbers(name, values, false, false);
    }

    /** Returns the axis of numbers that are not negative; NaN values need the position of undefined values. */
    static SweepAxis forStrength(String name, double[] values) {
        double[] defined = Arrays.stream(values)
                .filter(Double::isFinite)
                .map(value -> Math.max(0, value))
                .toArray();
        double[] shown = IntStream.range(0, defined.length + 1)
                .mapToDouble(i -> i < defined.length ? defined[i] : SHOWN_STRENGTH)
                .toArray();
        return ofNumbers(name, shown, true, defined.length < values.length);
    }

    private static SweepAxis ofCategories(String name, List<String> categories) {
        CategoryLabels labels = CategoryLabels.of(name, categories);
        List<Tick> ticks = IntStream.range(0, categories.size())
                .mapToObj(i -> new Tick(i, labels.labels().get(i), ""))
                .toList();
        return new SweepAxis(
                labels.axisName(),
                AxisScale.CATEGORICAL,
                -0.5,
                Math.max(1, categories.size()) - 0.5,
                Double.NaN,
                Double.NaN,
                ticks,
                categories);
    }

    private static SweepAxis ofNumbers(String name, double[] values, boolean fromZero, boolean hasUndefined) {
        double[] positive =
                Arrays.stream(values).filter(value -> value > 0).sorted().toArray();
        boolean zeros = Arrays.stream(values).anyMatch(value -> value == 0);
        boolean logarithmic = Arrays.stream(values).noneMatch(value -> value < 0)
                && positive.length > 0
                && positive[positive.length - 1] > DECADE * positive[0];
        double min = logarithmic
                ? Math.log10(positive[0])
                : fromZero ? 0 : Arrays.stream(values).min().orElse(0);
        double max = logarithmic
                ? Math.log10(positive[positive.length - 1])
                : Arrays.stream(values).max().orElse(1);
        double span = max > min ? max - min : 1;
        List<Tick> ticks = new ArrayList<>();
        double zero = logarithmic && zeros ? min - Math.max(ZERO_GAP, span / 5) : Double.NaN;
        double undefinedPosition = hasUndefined ? max + span / 6 : Double.NaN;
        if (logarithmic && zeros) {
            ticks.add(new Tick(zero, "0", ""));
        }
        ticks.addAll(logarithmic ? decades(min, max) : steps(min, max, span));
        if (hasUndefined) {
            ticks.add(new Tick(undefinedPosition, "none", ""));
        }
        double left = logarithmic && zeros ? zero : min;
        double right = hasUndefined ? undefinedPosition : max;
        double margin = Math.max(MARGIN * (right - left), MIN_MARGIN * span);
        return new SweepAxis(
                name,
                logarithmic ? AxisScale.LOGARITHMIC : AxisScale.LINEAR,
                fromZero && !logarithmic ? left - MARGIN * span : left - margin,
                right + margin,
                undefinedPosition,
                zero,
                ticks,
                List.of());
    }

    private static List<Tick> decades(double min, double max) {
        double edge = 1e-9;
        int first = (int) Math.ceil(min - edge);
        int last = (int) Math.floor(max + edge);
        int stride = TickSteps.decades(first, last, MAX_DECADES);
        List<Tick> ticks = new ArrayList<>();
        for (int k = first - 1; k <= last; k++) {
            for (int digit = 1; digit <= 9; digit++) {
                double position = Math.log10(digit) + k;
                if (position >= min - edge && position <= max + edge) {
                    boolean decade = digit == 1 && Math.floorMod(k, stride) == 0;
                    if (decade) {
                        ticks.add(new Tick(position, "10", k < 0 ? "\u2212" + -k : Integer.toString(k)));
                    } else if (stride == 1 || digit == 1) {
                        ticks.add(new Tick(position, "", ""));
                    }
                }
            }
        }
        return ticks;
    }

    private static List<Tick> steps(double min, double max, double span) {
        if (min == max) {
            return List.of(new Tick(min, text(BigDecimal.valueOf(min).stripTrailingZeros()), ""));
        }
        double step = TickSteps.linear(span, MAX_STEPS);
        int decimals = TickSteps.decimals(step);
        List<Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(min / step - 1e-9); i * step <= max + 1e-9 * span; i++) {
            ticks.add(new Tick(
                    i * step, text(BigDecimal.valueOf(i * step).setScale(decimals, RoundingMode.HALF_EVEN)), ""));
        }
        return ticks;
    }

    private static String text(BigDecimal number) {
        return number.toPlainString().replace('-', '\u2212');
    }

    /** Returns the position of a key's value. */
    double position(String value) {
        return scale == AxisScale.CATEGORICAL ? categories.indexOf(value) : position(value(value));
    }

    /** Returns the position of a number; a negative one on a logarithmic axis is at zero. */
    public double position(double value) {
        return Double.isNaN(value)
                ? undefinedPosition
                : scale == AxisScale.LINEAR ? value : value > 0 ? Math.log10(value) : zeroPosition;
    }

    /** Returns the number at a position; infinite at the position of undefined values and beyond. */
    public double value(double position) {
        return position >= undefinedPosition
                ? Double.POSITIVE_INFINITY
                : scale == AxisScale.LOGARITHMIC ? Math.pow(10, position) : position;
    }

    private static double value(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
