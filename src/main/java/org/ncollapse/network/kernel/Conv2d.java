package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution for one shape. */
public interface Conv2d {

    void forward(INDArray input, INDArray weights, INDArray output);

    /** Convolution for inference, then x · scale + shift per channel, then the activation, in the same pass. */
    void forwardFolded(
            INDArray input,
            INDArray weights,
            INDArray scale,
            INDArray shift,
            FusedActivation activation,
            INDArray output);

    /**
     * @param inputGradient null if not needed; may be the input if the kernels {@linkplain Kernels#storesReluMask store
     *     the ReLU's mask}
     */
    void backward(
            INDArray input, INDArray weights, INDArray outputGradient, INDArray inputGradient, INDArray weightGradient);
}
