package org.ncollapse.report.sweep;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
    private static final int MOST_STEPS = 5;
    private static final int MOST_DECADES = 5;
    private static final double MARGIN = 0.04;
    private static final double LEAST_MARGIN = 0.1;
    private static final double BREAK = 0.7;

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

    /** Returns the axis of numbers that are not negative; NaN values need the position of undefined values. */
    static SweepAxis forStrength(String name, double[] values) {
        double[] defined = Arrays.stream(values)
                .filter(Double::isFinite)
                .map(value -> Math.max(0, value))
                .toArray();
        // Includes 1.25, so that the threshold c = 1 is on the axis.
        double[] shown = IntStream.range(0, defined.length + 1)
                .mapToDouble(i -> i < defined.length ? defined[i] : 1.25)
                .toArray();
        return ofNumbers(name, shown, true, defined.length < values.length);
    }

    private static SweepAxis ofCategories(String name, List<String> words) {
        List<Tick> ticks = IntStream.range(0, words.size())
                .mapToObj(i -> new Tick(i, words.get(i), ""))
                .toList();
        return new SweepAxis(
                name,
                AxisScale.CATEGORICAL,
                -0.5,
                Math.max(1, words.size()) - 0.5,
                Double.NaN,
                Double.NaN,
                ticks,
                words);
    }

    private static SweepAxis ofNumbers(String name, double[] values, boolean fromZero, boolean none) {
        double[] positive =
                Arrays.stream(values).filter(value -> value > 0).sorted().toArray();
        boolean zeros = Arrays.stream(values).anyMatch(value -> value == 0);
        boolean logarithmic = Arrays.stream(values).noneMatch(value -> value < 0)
                && positive.length > 0
                && positive[positive.length - 1] > DECADE * positive[0];
        double low = logarithmic
                ? Math.log10(positive[0])
                : fromZero ? 0 : Arrays.stream(values).min().orElse(0);
        double high = logarithmic
                ? Math.log10(positive[positive.length - 1])
                : Arrays.stream(values).max().orElse(1);
        double span = high > low ? high - low : 1;
        List<Tick> ticks = new ArrayList<>();
        double zero = logarithmic && zeros ? low - Math.max(BREAK, span / 5) : Double.NaN;
        double nonePlace = none ? high + span / 6 : Double.NaN;
        if (logarithmic && zeros) {
            ticks.add(new Tick(zero, "0", ""));
        }
        ticks.addAll(logarithmic ? decades(low, high) : steps(low, high, span));
        if (none) {
            ticks.add(new Tick(nonePlace, "none", ""));
        }
        double left = logarithmic && zeros ? zero : low;
        double right = none ? nonePlace : high;
        double margin = Math.max(MARGIN * (right - left), LEAST_MARGIN * span);
        return new SweepAxis(
                name,
                logarithmic ? AxisScale.LOGARITHMIC : AxisScale.LINEAR,
                fromZero && !logarithmic ? left - MARGIN * span : left - margin,
                right + margin,
                nonePlace,
                zero,
                ticks,
                List.of());
    }

    private static List<Tick> decades(double low, double high) {
        double edge = 1e-9;
        int first = (int) Math.ceil(low - edge);
        int last = (int) Math.floor(high + edge);
        int stride = Math.max(1, (last - first + MOST_DECADES) / MOST_DECADES);
        List<Tick> ticks = new ArrayList<>();
        for (int k = first - 1; k <= last; k++) {
            for (int digit = 1; digit <= 9; digit++) {
                double at = Math.log10(digit) + k;
                if (at >= low - edge && at <= high + edge) {
                    boolean decade = digit == 1 && Math.floorMod(k, stride) == 0;
                    if (decade) {
                        ticks.add(new Tick(at, "10", k < 0 ? "\u2212" + -k : Integer.toString(k)));
                    } else if (stride == 1 || digit == 1) {
                        ticks.add(new Tick(at, "", ""));
                    }
                }
            }
        }
        return ticks;
    }

    private static List<Tick> steps(double low, double high, double span) {
        if (low == high) {
            return List.of(new Tick(low, text(BigDecimal.valueOf(low).stripTrailingZeros()), ""));
        }
        double decade = Math.pow(10, Math.floor(Math.log10(span / MOST_STEPS)));
        double step = DECADE * decade;
        for (int digit : new int[] {5, 2, 1}) {
            step = digit * decade * MOST_STEPS >= span * (1 - 1e-9) ? digit * decade : step;
        }
        List<Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * span; i++) {
            int decimals = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
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
    public double value(double place) {
        return place >= undefinedPosition
                ? Double.POSITIVE_INFINITY
                : scale == AxisScale.LOGARITHMIC ? Math.pow(10, place) : place;
    }

    private static double value(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
