package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A ReLU. {@code output} may be the input, and {@code inputGradient} may be {@code outputGradient}. */
public interface Relu {

    void forward(INDArray input, INDArray output);

    void backward(INDArray output, INDArray outputGradient, INDArray inputGradient);
}
