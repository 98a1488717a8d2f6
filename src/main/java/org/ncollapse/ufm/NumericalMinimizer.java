package org.ncollapse.ufm;

import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.hipparchus.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.hipparchus.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer.Formula;

/**
 * Looks for a model's global minimum by numbers alone, knowing nothing of the closed forms: what they are checked
 * against.
 *
 * <p>Hipparchus's conjugate gradients (Polak &amp; Ribière) go down from every random start twice: directly from a
 * small one, and from a larger one by way of the minimum at a tenth of the penalties. The lowest end of all is kept.
 * The two are for the extended and deep models near their jump, where singular values drain to zero before they have
 * grown, or stay where zero would be lower. At .5, .9, .99, 1.01 and 1.15 of the jump (K = 4, n = 50, d = 20) the two
 * together reached the optimum from 39 or 40 of 40 starts, with a ReLU or without; with the direct way alone at .9 at
 * most 31 of 40 did, and 2 with a ReLU.
 */
public final class NumericalMinimizer {
    /** Of the starts of the direct way: near enough to zero to stay there where zero is the optimum. */
    private static final double SMALL = .1;
    /**
     * Of the starts of the detour: it puts the factors' product beyond the size of the labels at the widths at hand.
     */
    private static final double LARGE = .5;

    private static final double DETOUR = .1;
    /** Conjugate gradients start anew from their end until that gains less than this. */
    private static final double SMALLEST_GAIN = 1e-15;
    /** Of one line search, relative; closer ones cost evaluations and gain nothing. */
    private static final double LINE_TOLERANCE = 1e-4;

    private static final double FIRST_BRACKET = .01;
    private static final int POLISHING_STEPS = 1000;
    private static final double POLISHED = 1e-13;

    /** The lowest point that was found, and the objective there. */
    public record Minimum(UfmState state, double objective) {}

    private NumericalMinimizer() {}

    /**
     * The lowest of the minima reached from so many random starts; the same for the same seed.
     *
     * <p>Where the widths are large enough the objective is within about 1e-14 of the global minimum's and singular
     * values within 1e-10, given that one start gets there. Takes about a tenth of a second a start at K = 4, n = 50, d
     * = 20.
     */
    public static Minimum minimize(UfmModel model, long seed, int starts) {
        if (starts < 1) {
            throw new IllegalArgumentException("a search for the minimum needs a start, not " + starts);
        }
        Objective objective = new Objective(model);
        Objective weaker = new Objective(model, DETOUR);
        SplittableRandom seeds = new SplittableRandom(seed);
        double[] best = null;
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < starts; i++) {
            double[] near = objective.pack(UfmState.gaussian(model, SMALL, seeds.nextLong()));
            double[] far = objective.pack(UfmState.gaussian(model, LARGE, seeds.nextLong()));
            for (double[] from : List.of(near, descend(weaker, far))) {
                double[] end = descend(objective, from);
                polish(objective, end);
                double value = objective.value(end);
                if (value < lowest) {
                    lowest = value;
                    best = end;
                }
            }
        }
        return new Minimum(objective.unpack(best), lowest);
    }

    private static double[] descend(Objective objective, double[] start) {
        NonLinearConjugateGradientOptimizer optimizer = new NonLinearConjugateGradientOptimizer(
                Formula.POLAK_RIBIERE,
                (iteration, before, after) -> before.getValue() - after.getValue() <= SMALLEST_GAIN / 10,
                LINE_TOLERANCE,
                LINE_TOLERANCE,
                FIRST_BRACKET);
        ObjectiveFunction function = new ObjectiveFunction(objective::value);
        ObjectiveFunctionGradient derivative = new ObjectiveFunctionGradient(x -> {
            double[] gradient = new double[x.length];
            objective.valueAndGradient(x, gradient);
            return gradient;
        });
        double[] end = start;
        double value = objective.value(start);
        double gain;
        do {
            // One line search without a gain ends a run, though another direction may have one: hence the new starts.
            PointValuePair found = optimizer.optimize(
                    GoalType.MINIMIZE, new InitialGuess(end), MaxEval.unlimited(), function, derivative);
            gain = value - found.getValue();
            end = found.getPoint();
            value = found.getValue();
        } while (gain > SMALLEST_GAIN);
        return end;
    }

    /**
     * Brings the gradient to zero by Barzilai &amp; Borwein's steps (1988), in place. A search that compares objectives
     * is blind within √ε of the minimum, which leaves gradients of 1e-8 and singular values 1e-6 off; these steps look
     * at gradients alone, and end at 1e-13 and 1e-10. They may go astray where the minimum is degenerate, so the point
     * with the smallest gradient is the one that stays.
     */
    private static void polish(Objective objective, double[] point) {
        double[] x = point.clone();
        double[] gradient = new double[x.length];
        objective.valueAndGradient(x, gradient);
        double smallest = dot(gradient, gradient);
        double step = 1;
        for (int i = 0; i < POLISHING_STEPS && smallest > POLISHED * POLISHED; i++) {
            double[] before = gradient.clone();
            for (int j = 0; j < x.length; j++) {
                x[j] -= step * gradient[j];
            }
            objective.valueAndGradient(x, gradient);
            double square = dot(gradient, gradient);
            if (square < smallest) {
                smallest = square;
                System.arraycopy(x, 0, point, 0, x.length);
            }
            // x moved by −step·before, and the gradient by y: the next step is ⟨Δx, y⟩/⟨y, y⟩.
            double along = dot(before, before) - dot(before, gradient);
            double change = dot(before, before) - 2 * dot(before, gradient) + square;
            step = along > 0 && change > 0 ? step * along / change : 1;
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
