package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch normalization for one shape. {@code scaleAndShift} holds γ of all channels, then β of all channels. */
public interface BatchNorm {

    /** Normalizes by the batch's own mean and biased variance and writes them to {@code mean} and {@code variance}. */
    void forwardTraining(INDArray input, INDArray scaleAndShift, INDArray mean, INDArray variance, INDArray output);

    /**
     * The same, and writes the gradients of the running statistics.
     *
     * @param kernels those that this operation is of
     */
    default void forwardTraining(
            INDArray input,
            INDArray scaleAndShift,
            INDArray mean,
            INDArray variance,
            INDArray output,
            RunningStatistics running,
            Kernels kernels) {
        forwardTraining(input, scaleAndShift, mean, variance, output);
        kernels.scaledDifference(running.mean(), mean, 1, running.factor(), running.meanGradient());
        kernels.scaledDifference(
                running.variance(),
                variance,
                RunningStatistics.unbiased(input.length() / mean.length()),
                running.factor(),
                running.varianceGradient());
    }

    /** The first part of {@link #forwardTraining}: everything but the output. */
    default void statistics(INDArray input, INDArray mean, INDArray variance, RunningStatistics running) {
        throw new UnsupportedOperationException("the residual sum is not fused");
    }

    /**
     * The second part, after {@link #statistics}: writes the normalized input + the residual, then the ReLU if there is
     * one.
     *
     * @param output may be the residual
     */
    default void normalizeAndAdd(Normalization own, INDArray residual, FusedActivation activation, INDArray output) {
        throw new UnsupportedOperationException("the residual sum is not fused");
    }

    /** The same where the residual is normalized too, by an operation of these kernels. */
    default void normalizeAndAdd(
            Normalization own,
            BatchNorm ofResidual,
            Normalization residual,
            FusedActivation activation,
            INDArray output) {
        throw new UnsupportedOperationException("the residual sum is not fused");
    }

    /**
     * The backward pass where a residual sum and its ReLU follow, after {@link #normalizeAndAdd}.
     *
     * @param outputGradient of the ReLU's output; overwritten with the gradient of the sum
     * @param sumOutput the ReLU's output
     */
    default void backwardThroughSum(
            Normalization own,
            INDArray variance,
            INDArray outputGradient,
            INDArray sumOutput,
            INDArray inputGradient,
            INDArray scaleAndShiftGradient) {
        throw new UnsupportedOperationException("the residual sum is not fused");
    }

    /** Normalizes by the given mean and variance. */
    void forwardInference(INDArray input, INDArray scaleAndShift, INDArray mean, INDArray variance, INDArray output);

    /**
     * Uses the arrays of the last {@link #forwardTraining}. With a fused ReLU, {@code outputGradient} is the gradient
     * of the ReLU's output.
     */
    void backward(
            INDArray input,
            INDArray scaleAndShift,
            INDArray mean,
            INDArray variance,
            INDArray outputGradient,
            INDArray inputGradient,
            INDArray scaleAndShiftGradient);
}
