package org.ncollapse.ufm.fit;

import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.OptimizerSpec;

/**
 * The settings of a run that a fit needs.
 *
 * @param classCounts training samples of each class
 * @param crossEntropy whether the loss is cross-entropy instead of MSE
 * @param headBias whether the head has a bias
 * @param headDecay weight decay of the head's weights
 * @param hiddenDecay weight decay of the hidden layers' weights
 * @param biasDecay weight decay of the biases
 * @param batchNorm whether the network has batch normalization
 * @param optimizer the rule of a step
 * @param featureDecay the known penalty of the features; {@link FeatureDecay#NONE} for a network without one
 */
public record RunSettings(
        List<Integer> classCounts,
        boolean crossEntropy,
        boolean headBias,
        double headDecay,
        double hiddenDecay,
        double biasDecay,
        boolean batchNorm,
        OptimizerSpec.Kind optimizer,
        FeatureDecay featureDecay) {

    /** Returns why the trajectories of models cannot be compared with the network's, as a clause; empty if they can. */
    Optional<String> trajectoryProblem() {
        if (batchNorm) {
            return Optional.of("the network has batch normalization: its head is trained on features normalized by "
                    + "each batch, which differ from the measured ones");
        }
        return optimizer == OptimizerSpec.Kind.SGD
                ? Optional.empty()
                : Optional.of(
                        "the optimizer is " + optimizer + ", and only sgd follows the gradient flow of the models");
    }

    /** Returns N. */
    int samples() {
        return classCounts.stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns n = N/K rounded, for the balanced models. */
    int samplesPerClass() {
        return Math.toIntExact(Math.round((double) samples() / classCounts.size()));
    }

    /** Returns the size of the largest class divided by that of the smallest. */
    double imbalanceRatio() {
        IntSummaryStatistics sizes =
                classCounts.stream().mapToInt(Integer::intValue).summaryStatistics();
        return (double) sizes.getMax() / sizes.getMin();
    }
}
