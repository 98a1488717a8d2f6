package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Running statistics of a batch normalization. Their gradient is the amount to subtract from them: factor · (running −
 * batch). As in PyTorch, the batch's variance is the unbiased one here, and the biased one where the batch is
 * normalized.
 */
public record RunningStatistics(
        INDArray mean, INDArray variance, double factor, INDArray meanGradient, INDArray varianceGradient) {

    /**
     * Returns n/(n − 1), the unbiased variance divided by the biased one; 1 for a single value, whose unbiased variance
     * is undefined.
     *
     * @param values n, the values of a channel in a batch
     */
    static double unbiased(long values) {
        return values > 1 ? values / (values - 1.0) : 1;
    }
}
