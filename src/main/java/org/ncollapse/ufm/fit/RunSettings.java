package org.ncollapse.ufm.fit;

import java.util.IntSummaryStatistics;
import java.util.List;

/**
 * What a fit must know of a run beside its measurements.
 *
 * @param classCounts training samples of each class
 * @param crossEntropy whether that was the loss, instead of MSE
 * @param headBias whether the head has a bias
 * @param headDecay λ of the head's weights
 * @param hiddenDecay λ of the hidden layers' weights
 * @param biasDecay λ of biases
 * @param hiddenBatchNorm whether batch normalisation stands behind the last hidden layer's weights
 */
public record RunSettings(
        List<Integer> classCounts,
        boolean crossEntropy,
        boolean headBias,
        double headDecay,
        double hiddenDecay,
        double biasDecay,
        boolean hiddenBatchNorm) {

    /** N. */
    int samples() {
        return classCounts.stream().mapToInt(Integer::intValue).sum();
    }

    /** n = N/K, to the nearest whole number, as the balanced models have it. */
    int samplesPerClass() {
        return Math.toIntExact(Math.round((double) samples() / classCounts.size()));
    }

    /** The largest class over the smallest. */
    double imbalanceRatio() {
        IntSummaryStatistics sizes =
                classCounts.stream().mapToInt(Integer::intValue).summaryStatistics();
        return (double) sizes.getMax() / sizes.getMin();
    }
}
