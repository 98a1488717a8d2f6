package org.ncollapse.training;

import java.util.Arrays;
import org.ncollapse.spec.ObjectiveSpec.Loss;

/**
 * The best constant output on a training split: the class fractions p for the MSE loss, their logarithms for
 * cross-entropy. A network that does not use its input does no better.
 *
 * @param loss (1 − Σp_k²)/2 for the MSE loss, −Σp_k log p_k for cross-entropy
 * @param error 1 − max p_k
 */
public record ConstantPrediction(double loss, double error) {

    /** How close to the constant's values a network's are that has learned nothing; batches differ by chance. */
    private static final double TOLERANCE = 0.02;

    /** Returns the best constant output for a split with the given number of samples of each class. */
    public static ConstantPrediction of(Loss loss, int[] classCounts) {
        double samples = Arrays.stream(classCounts).sum();
        double sum = 0;
        double largest = 0;
        for (int count : classCounts) {
            double fraction = count / samples;
            largest = Math.max(largest, fraction);
            if (loss == Loss.MSE) {
                sum += fraction * (1 - fraction) / 2;
            } else if (count > 0) {
                sum -= fraction * Math.log(fraction);
            }
        }
        return new ConstantPrediction(sum, 1 - largest);
    }

    /** Returns whether an epoch's mean loss and error are no better, within two percent. */
    public boolean isAsGoodAs(double epochLoss, double epochError) {
        return epochLoss >= loss * (1 - TOLERANCE) && epochError >= error * (1 - TOLERANCE);
    }
}
