package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Wx + b for every row x. W is out × in in memory; {@code bias} is null without one. */
public interface Linear {

    void forward(INDArray input, INDArray weights, INDArray bias, INDArray output);

    /** @param inputGradient null if not needed */
    void backward(
            INDArray input,
            INDArray weights,
            INDArray outputGradient,
            INDArray inputGradient,
            INDArray weightGradient,
            INDArray biasGradient);

    /**
     * The same where the input is the output of a ReLU: {@code inputGradient} then is the gradient of that ReLU's
     * input.
     *
     * @param relu for the shape of the input
     */
    default void backwardThroughRelu(
            INDArray input,
            INDArray weights,
            INDArray outputGradient,
            INDArray inputGradient,
            INDArray weightGradient,
            INDArray biasGradient,
            Relu relu) {
        backward(input, weights, outputGradient, inputGradient, weightGradient, biasGradient);
        relu.backward(input, inputGradient, inputGradient);
    }
}
