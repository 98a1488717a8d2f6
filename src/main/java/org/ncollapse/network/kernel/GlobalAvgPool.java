package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Global average pooling for one shape. */
public interface GlobalAvgPool {

    void forward(INDArray input, INDArray output);

    void backward(INDArray outputGradient, INDArray inputGradient);
}
