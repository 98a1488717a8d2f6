package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Running statistics of a batch normalization. Their gradient is the amount to subtract from them: factor · (running −
 * batch).
 */
public record RunningStatistics(
        INDArray mean, INDArray variance, double factor, INDArray meanGradient, INDArray varianceGradient) {}
