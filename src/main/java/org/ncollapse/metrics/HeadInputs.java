package org.ncollapse.metrics;

import java.util.OptionalDouble;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;

/**
 * What is known only at the layer that the head reads.
 *
 * @param head the head at the time when the features were captured; its first K outputs are those of the classes, and
 *     further ones, whose classes have no samples, count in the loss only
 * @param mseWeightDecay λ ≥ 0, the head's weight decay, of which {@code mse_*} are computed; empty if the loss is not
 *     MSE
 * @param sampleMetrics the metrics that need every sample
 * @param lossAndError loss, objective and error
 */
public record HeadInputs(
        Head head, OptionalDouble mseWeightDecay, SampleMetrics sampleMetrics, LossAndError lossAndError) {

    /**
     * Returns the inputs of a network that is trained with the MSE loss.
     *
     * @param evaluator loss and error of the head on the split
     * @param objective the data term with all penalties; NaN if it is unknown or the split is not the training split
     * @param weightDecay λ ≥ 0 of the head
     */
    public static HeadInputs mse(
            HeadEvaluator evaluator, SampleMetrics sampleMetrics, double objective, double weightDecay) {
        return new HeadInputs(
                evaluator.head(),
                OptionalDouble.of(weightDecay),
                sampleMetrics,
                new LossAndError(evaluator.mseLoss(), objective, evaluator.error()));
    }

    /** Returns the inputs of a network that is trained with cross-entropy; parameters as for {@link #mse}. */
    public static HeadInputs crossEntropy(HeadEvaluator evaluator, SampleMetrics sampleMetrics, double objective) {
        return new HeadInputs(
                evaluator.head(),
                OptionalDouble.empty(),
                sampleMetrics,
                new LossAndError(evaluator.crossEntropy(), objective, evaluator.error()));
    }
}
