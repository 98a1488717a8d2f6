package org.ncollapse.ufm.fit;

import java.util.IntSummaryStatistics;
import java.util.List;

/**
 * The settings of a run that a fit needs.
 *
 * @param classCounts training samples of each class
 * @param crossEntropy whether the loss is cross-entropy instead of MSE
 * @param headBias whether the head has a bias
 * @param headDecay weight decay of the head's weights
 * @param hiddenDecay weight decay of the hidden layers' weights
 * @param biasDecay weight decay of the biases
 * @param hiddenBatchNorm whether batch normalization follows the weights of the last hidden layer
 */
public record RunSettings(
        List<Integer> classCounts,
        boolean crossEntropy,
        boolean headBias,
        double headDecay,
        double hiddenDecay,
        double biasDecay,
        boolean hiddenBatchNorm) {

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
