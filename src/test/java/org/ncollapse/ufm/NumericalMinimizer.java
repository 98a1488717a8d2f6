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
 * Searches for a model's global minimum numerically, without the closed forms, which are checked against it.
 *
 * <p>Hipparchus's nonlinear conjugate gradients (Polak &amp; Ribière) run twice for each random start: directly from a
 * small one, and from a larger one by continuation, through the minimum at a tenth of the penalties. The lowest result
 * is kept. Both are needed for the extended and deep models near their critical strength, where singular values
 * decrease to zero before they have grown, or stay positive although zero has the lower objective. At .5, .9, .99, 1.01
 * and 1.15 times the critical strength (K = 4, n = 50, d = 20) the two together reached the optimum from 39 or 40 of 40
 * starts, with and without a ReLU. At .9 the direct start alone reached it from at most 31 of 40, and with a ReLU from
 * 2.
 */
final class NumericalMinimizer {
    /** The standard deviation of the direct starts: close enough to zero to stay there if zero is the optimum. */
    private static final double SMALL_START_STD = .1;
    /** The standard deviation of the starts for continuation: the product of the factors is larger than the labels. */
    private static final double LARGE_START_STD = .5;

    private static final double CONTINUATION_SCALE = .1;
    /** Conjugate gradients are restarted until the objective decreases by less than this. */
    private static final double SMALLEST_GAIN = 1e-15;
    /** The relative tolerance of a line search; smaller ones cost evaluations without a benefit. */
    private static final double LINE_TOLERANCE = 1e-4;

    private static final double FIRST_BRACKET = .01;
    private static final int MAX_REFINEMENT_STEPS = 1000;
    private static final double GRADIENT_TOLERANCE = 1e-13;

    /** The best state found, and its objective. */
    record Minimum(UfmState state, double objective) {}

    private NumericalMinimizer() {}

    /**
     * Returns the lowest minimum reached from the given number of random starts. The same seed gives the same result.
     *
     * <p>If the widths are large enough and one start reaches the global minimum, the objective is accurate to about
     * 1e-14 and singular values to 1e-10. A start takes about 0.1 s at K = 4, n = 50, d = 20.
     */
    static Minimum minimize(UfmModel model, long seed, int starts) {
        if (starts < 1) {
            throw new IllegalArgumentException("the number of starts must be at least 1, not " + starts);
        }
        Objective objective = new Objective(model);
        Objective weaker = new Objective(model, CONTINUATION_SCALE);
        SplittableRandom seeds = new SplittableRandom(seed);
        double[] best = null;
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < starts; i++) {
            double[] small = objective.pack(UfmState.gaussian(model, SMALL_START_STD, seeds.nextLong()));
            double[] large = objective.pack(UfmState.gaussian(model, LARGE_START_STD, seeds.nextLong()));
            for (double[] start : List.of(small, minimize(weaker, large))) {
                double[] end = minimize(objective, start);
                refineByGradient(objective, end);
                double value = objective.value(end);
                if (value < lowest) {
                    lowest = value;
                    best = end;
                }
            }
        }
        return new Minimum(objective.unpack(best), lowest);
    }

    private static double[] minimize(Objective objective, double[] start) {
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
            // The optimizer stops after one line search without a decrease, but another direction may have one.
            PointValuePair found = optimizer.optimize(
                    GoalType.MINIMIZE, new InitialGuess(end), MaxEval.unlimited(), function, derivative);
            gain = value - found.getValue();
            end = found.getPoint();
            value = found.getValue();
        } while (gain > SMALLEST_GAIN);
        return end;
    }

    /**
     * Reduces the gradient to zero by Barzilai &amp; Borwein's steps (1988), in place. A method that compares
     * objectives cannot resolve distances below √ε from the minimum, which leaves gradients of 1e-8 and errors of
     * singular values of 1e-6. These steps use gradients alone and reach 1e-13 and 1e-10. They may diverge at a
     * degenerate minimum, so the point with the smallest gradient is kept.
     */
    private static void refineByGradient(Objective objective, double[] point) {
        double[] x = point.clone();
        double[] gradient = new double[x.length];
        objective.valueAndGradient(x, gradient);
        double smallest = Vectors.dot(gradient, gradient);
        double step = 1;
        for (int i = 0; i < MAX_REFINEMENT_STEPS && smallest > GRADIENT_TOLERANCE * GRADIENT_TOLERANCE; i++) {
            double[] before = gradient.clone();
            for (int j = 0; j < x.length; j++) {
                x[j] -= step * gradient[j];
            }
            objective.valueAndGradient(x, gradient);
            double square = Vectors.dot(gradient, gradient);
            if (square < smallest) {
                smallest = square;
                System.arraycopy(x, 0, point, 0, x.length);
            }
            // x moved by −step·before, and the gradient by y: the next step is ⟨Δx, y⟩/⟨y, y⟩.
            double projection = Vectors.dot(before, before) - Vectors.dot(before, gradient);
            double change = Vectors.dot(before, before) - 2 * Vectors.dot(before, gradient) + square;
            step = projection > 0 && change > 0 ? step * projection / change : 1;
        }
    }
}
