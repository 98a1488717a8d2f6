package org.ncollapse.training;

import org.ncollapse.network.Network;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.LabeledImages;
import org.ncollapse.network.kernel.SgdStep;
import org.ncollapse.network.kernel.TrainingLoop;

/**
 * Stochastic gradient descent with momentum and weight decay, as PyTorch's {@code SGD}: v ← μv + (g + λw), w ← w − ηv.
 *
 * <p>Deeplearning4j has Nesterov's momentum only, and makes one pass over the parameters for each part of the formula.
 * Here the network's kernels compute the formula in one pass over the flat vectors. For the running statistics of batch
 * normalization the gradient vector holds the amount that the step subtracts from them, without momentum or learning
 * rate.
 */
public final class MomentumSgd {

    private final Network network;
    private final SgdStep step;

    /**
     * Creates an optimizer with zero velocity.
     *
     * @param objective gives λ of each parameter
     * @param momentum μ
     * @param threads the number of threads of a step; the result does not depend on it
     */
    public MomentumSgd(Network network, Objective objective, double momentum, int threads) {
        this.network = network;
        step = network.sgdStep(objective::lambda, momentum, threads);
    }

    /**
     * Does one step with the gradients that the network holds.
     *
     * @param learningRate η
     * @param batchSize the divisor of the gradients, which are sums over the batch
     */
    public void step(double learningRate, int batchSize) {
        step.apply(learningRate, batchSize);
    }

    /** Prepares training steps on a split, with this optimizer. */
    TrainingLoop trainingLoop(LabeledImages images, int batchSize) {
        return network.trainingLoop(images, batchSize, step);
    }

    /** Returns v, aligned with the network's parameters. Later steps depend on nothing else but the parameters. */
    FloatVector velocity() {
        return step.velocity();
    }
}
