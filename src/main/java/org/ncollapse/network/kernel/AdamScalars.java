package org.ncollapse.network.kernel;

import org.ncollapse.spec.OptimizerSpec;

/**
 * The numbers in which one of Adam's steps differs from the next, in PyTorch's order of operations: w ← w − stepSize ·
 * m/(√s/rootCorrection + ε), where m and s are the averages of the gradient and of its square.
 *
 * @param stepSize η/(1 − β₁ᵗ)
 * @param rootCorrection √(1 − β₂ᵗ)
 */
public record AdamScalars(float stepSize, float rootCorrection) {

    /** Returns the numbers of step t, from 1. */
    public static AdamScalars at(OptimizerSpec optimizer, double learningRate, long step) {
        double first = optimizer.betas().get(0);
        double second = optimizer.betas().get(1);
        return new AdamScalars(
                (float) (learningRate / (1 - Math.pow(first, step))), (float) Math.sqrt(1 - Math.pow(second, step)));
    }
}
