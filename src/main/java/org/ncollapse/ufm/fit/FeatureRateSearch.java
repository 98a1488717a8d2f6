package org.ncollapse.ufm.fit;

import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the κ with the least sum of squares, and its profile interval, with few evaluations: each one is a simulation.
 *
 * <p>It evaluates κ = 0 and one κ per decade, halves the spacing around the best one, and then takes the vertex of a
 * parabola in log κ. The interval contains the κ whose sum of squares is at most S + 4 s², where S is the least one and
 * s² = S/(m − 1) the variance of m residuals, at least {@link #RESOLUTION}². This is the 95 % interval for independent
 * normal residuals.
 */
final class FeatureRateSearch {
    /** The largest κ that is tried. */
    static final double MAX = 1e4;
    /** The smallest one other than 0. */
    static final double MIN = 1e-3;
    /** Smaller differences between a model and a network, in decades, are those of the integration. */
    private static final double RESOLUTION = .01;

    private static final double RISE = 4;
    /** A simulation is stopped when its sum of squares exceeds the interval's limit by this factor. */
    private static final double STOP_FACTOR = 4;
    /** The spacing in decades at which a parabola is fitted. */
    private static final double PARABOLA_SPACING = .25;

    private static final double MIN_SPACING = 1. / 64;
    private static final int PARABOLAS = 2;
    private static final int CROSSING_STEPS = 3;
    /** The width in decades below which the end of the interval is interpolated. */
    private static final double CROSSING_WIDTH = .02;

    /**
     * The deviation from the limit, relative to the rise above the least sum, that the end of the interval may have.
     */
    private static final double CROSSING_TOLERANCE = .1;

    private final SumOfSquares sumOfSquares;
    private final int residuals;
    /** Sums of squares by log10 κ; infinite where the simulation was stopped. */
    private final TreeMap<Double, Double> evaluated = new TreeMap<>();

    private double atZero;

    /** The sum of squared residuals of a simulation. */
    @FunctionalInterface
    interface SumOfSquares {
        /** Returns the sum for κ; it may return infinity as soon as the sum exceeds {@code limit}. */
        double at(double featureRate, double limit);
    }

    /** @param residuals how many residuals are summed */
    FeatureRateSearch(SumOfSquares sumOfSquares, int residuals) {
        this.sumOfSquares = sumOfSquares;
        this.residuals = residuals;
    }

    /** Searches the range. */
    FeatureRate search() {
        atZero = Double.POSITIVE_INFINITY;
        // From 1 outward, so that later simulations can be stopped early.
        for (double exponent : new double[] {0, 1, -1, 2, -2, 3, -3, 4}) {
            evaluate(exponent);
        }
        atZero = sumOfSquares.at(0, stopLimit());
        if (least() < atZero) {
            refine();
        }
        double best = best();
        return new FeatureRate(least() < atZero ? Math.pow(10, best) : 0, low(best), high(best));
    }

    private double evaluate(double exponent) {
        double within = Math.max(Math.log10(MIN), Math.min(Math.log10(MAX), exponent));
        return evaluated.computeIfAbsent(within, key -> sumOfSquares.at(Math.pow(10, key), stopLimit()));
    }

    private void refine() {
        double spacing = 1;
        do {
            spacing /= 2;
            double center = best();
            evaluate(center - spacing);
            evaluate(center + spacing);
        } while (spacing > PARABOLA_SPACING || spacing > MIN_SPACING && !hasFiniteNeighbors());
        for (int i = 0; i < PARABOLAS && hasFiniteNeighbors(); i++) {
            evaluate(vertex(
                    evaluated.lowerEntry(best()), evaluated.ceilingEntry(best()), evaluated.higherEntry(best())));
        }
    }

    private boolean hasFiniteNeighbors() {
        Map.Entry<Double, Double> lower = evaluated.lowerEntry(best());
        Map.Entry<Double, Double> higher = evaluated.higherEntry(best());
        return lower != null
                && higher != null
                && Double.isFinite(lower.getValue())
                && Double.isFinite(higher.getValue());
    }

    /** Returns the position of the minimum of the parabola through three points, of which the middle one is lowest. */
    private static double vertex(
            Map.Entry<Double, Double> lower, Map.Entry<Double, Double> middle, Map.Entry<Double, Double> higher) {
        double left = middle.getKey() - lower.getKey();
        double right = higher.getKey() - middle.getKey();
        double fall = (lower.getValue() - middle.getValue()) / left;
        double rise = (higher.getValue() - middle.getValue()) / right;
        return fall + rise == 0
                ? middle.getKey()
                : middle.getKey() + (fall * right - rise * left) / (2 * (fall + rise));
    }

    private double least() {
        return evaluated.isEmpty() ? Double.POSITIVE_INFINITY : evaluated.get(best());
    }

    private double best() {
        return evaluated.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** Returns the sum of squares at the ends of the interval. */
    private double limit() {
        double sum = Math.min(least(), atZero);
        return sum + RISE * Math.max(sum / Math.max(1, residuals - 1), RESOLUTION * RESOLUTION);
    }

    private double stopLimit() {
        return STOP_FACTOR * limit();
    }

    private double low(double best) {
        if (atZero <= limit()) {
            return 0;
        }
        Map.Entry<Double, Double> outside = evaluated.lowerEntry(best);
        while (outside != null && outside.getValue() <= limit()) {
            outside = evaluated.lowerEntry(outside.getKey());
        }
        return outside == null ? 0 : Math.pow(10, crossing(evaluated.higherEntry(outside.getKey()), outside));
    }

    private double high(double best) {
        // If κ is 0, the interval ends where the sums of squares have exceeded its limit for good.
        Map.Entry<Double, Double> outside = atZero <= least() ? evaluated.firstEntry() : evaluated.higherEntry(best);
        while (outside != null && outside.getValue() <= limit()) {
            outside = evaluated.higherEntry(outside.getKey());
        }
        if (outside == null) {
            return MAX;
        }
        Map.Entry<Double, Double> inside = evaluated.lowerEntry(outside.getKey());
        return inside == null ? MIN : Math.pow(10, crossing(inside, outside));
    }

    /** Returns log10 of the κ between two points at which the sum of squares reaches the limit. */
    private double crossing(Map.Entry<Double, Double> inside, Map.Entry<Double, Double> outside) {
        Map.Entry<Double, Double> in = inside;
        Map.Entry<Double, Double> out = outside;
        for (int i = 0; i < CROSSING_STEPS && Math.abs(out.getKey() - in.getKey()) > CROSSING_WIDTH; i++) {
            double between = interpolated(in, out);
            double value = evaluate(between);
            if (Math.abs(value - limit()) < CROSSING_TOLERANCE * (limit() - Math.min(least(), atZero))) {
                return between;
            }
            if (value <= limit()) {
                in = Map.entry(between, value);
            } else {
                out = Map.entry(between, value);
            }
        }
        return interpolated(in, out);
    }

    /** Interpolates linearly in the root of the rise above the least sum, which is nearly linear around it. */
    private double interpolated(Map.Entry<Double, Double> inside, Map.Entry<Double, Double> outside) {
        double sum = Math.min(least(), atZero);
        double fraction = .5;
        if (Double.isFinite(outside.getValue())) {
            double from = Math.sqrt(Math.max(0, inside.getValue() - sum));
            fraction = (Math.sqrt(limit() - sum) - from) / (Math.sqrt(outside.getValue() - sum) - from);
        }
        return inside.getKey() + Math.max(0, Math.min(1, fraction)) * (outside.getKey() - inside.getKey());
    }
}
