package org.ncollapse.training;

import java.util.Map;
import org.ncollapse.network.Network;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.LabeledImages;
import org.ncollapse.network.kernel.OptimizerStep;
import org.ncollapse.network.kernel.TrainingLoop;
import org.ncollapse.spec.OptimizerSpec;

/**
 * The optimizer of a network: the steps that {@link OptimizerSpec.Kind} defines, as PyTorch computes them.
 *
 * <p>Deeplearning4j has Nesterov's momentum only, and makes one pass over the parameters for each part of a formula.
 * Here the network's kernels compute the formula in one pass over the flat vectors. For the running statistics of batch
 * normalization the gradient vector holds the amount that the step subtracts from them, without momentum or learning
 * rate.
 */
public final class Optimizer {

    private final Network network;
    private final Objective objective;
    private final OptimizerStep step;

    /**
     * Creates an optimizer whose state is zero.
     *
     * @param objective gives λ of each parameter and of the features
     * @param optimizer the rule and its numbers
     * @param threads the number of threads of a step; the result does not depend on it
     */
    public Optimizer(Network network, Objective objective, OptimizerSpec optimizer, int threads) {
        this.network = network;
        this.objective = objective;
        step = network.optimizerStep(objective::lambda, optimizer, threads);
    }

    /**
     * Does one step with the gradients that the network holds.
     *
     * @param learningRate η
     * @param batchSize the divisor of the gradients, which are sums over the batch
     * @param number the number of this step, from 1
     */
    public void step(double learningRate, int batchSize, long number) {
        step.apply(learningRate, batchSize, number);
    }

    /** Prepares training steps on the training split, with this optimizer. */
    TrainingLoop trainingLoop(LabeledImages images, int batchSize) {
        return network.trainingLoop(images, batchSize, step, objective.featureDecay());
    }

    /**
     * Returns vectors by name, each aligned with the network's parameters. Later steps depend on nothing else but the
     * parameters and the number of the step.
     */
    Map<String, FloatVector> state() {
        return step.state();
    }
}
