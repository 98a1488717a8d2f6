package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** What a batch normalization reads. */
public record Normalization(INDArray input, INDArray scaleAndShift, INDArray mean) {}
