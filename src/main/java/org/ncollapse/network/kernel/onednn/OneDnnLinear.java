package org.ncollapse.network.kernel.onednn;

import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.Linear;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Product with a weight matrix. Unlike a convolution's, the weights stay in Deeplearning4j's layout: oneDNN's products
 * for a layout of its own are hardly faster than its gemm, and converting weights and gradients took a fifth of the
 * time of all products. The forward product is oneDNN's matmul, which has kernels of its own for small matrices, where
 * its inner product calls gemm.
 */
final class OneDnnLinear implements Linear {

    private final BoundPrimitive forward;
    private final BoundPrimitive backwardData;
    private final BoundPrimitive backwardWeights;
    private final boolean bias;

    OneDnnLinear(OneDnnEngine engine, int rows, int inputs, int outputs, boolean bias, FusedActivation activation) {
        this.bias = bias;
        memory.desc input = OneDnnEngine.desc(format_tag.nc, rows, inputs);
        memory.desc output = OneDnnEngine.desc(format_tag.nc, rows, outputs);
        memory.desc weights = OneDnnEngine.desc(format_tag.oi, outputs, inputs);
        memory.desc shift = OneDnnEngine.desc(format_tag.x, outputs);
        // The primitives of the backward pass are made for one of the forward pass.
        inner_product_forward.primitive_desc forwardDesc = new inner_product_forward.primitive_desc(
                bias
                        ? new inner_product_forward.desc(prop_kind.forward_training, input, weights, shift, output)
                        : new inner_product_forward.desc(prop_kind.forward_training, input, weights, output),
                engine.cpuEngine());
        inner_product_backward_data.primitive_desc backwardDataDesc = new inner_product_backward_data.primitive_desc(
                new inner_product_backward_data.desc(input, weights, output), engine.cpuEngine(), forwardDesc);
        inner_product_backward_weights.primitive_desc backwardWeightsDesc =
                new inner_product_backward_weights.primitive_desc(
                        bias
                                ? new inner_product_backward_weights.desc(input, weights, shift, output)
                                : new inner_product_backward_weights.desc(input, weights, output),
                        engine.cpuEngine(),
                        forwardDesc);
        memory.desc transposedWeights = OneDnnEngine.desc(format_tag.ba, inputs, outputs);
        memory.desc rowShift = OneDnnEngine.desc(format_tag.ab, 1, outputs);
        forward = engine.bound(new matmul(new matmul.primitive_desc(
                        bias
                                ? new matmul.desc(input, transposedWeights, rowShift, output)
                                : new matmul.desc(input, transposedWeights, output),
                        OneDnnEngine.fusedActivation(activation),
                        engine.cpuEngine())))
                .declare(PrimitiveArgument.INPUT, input)
                .declare(PrimitiveArgument.WEIGHTS, transposedWeights)
                .declare(PrimitiveArgument.OUTPUT, output);
        backwardData = engine.bound(new inner_product_backward_data(backwardDataDesc))
                .declare(PrimitiveArgument.OUTPUT_GRADIENT, output)
                .declare(PrimitiveArgument.WEIGHTS, weights)
                .declare(PrimitiveArgument.INPUT_GRADIENT, input);
        backwardWeights = engine.bound(new inner_product_backward_weights(backwardWeightsDesc))
                .declare(PrimitiveArgument.INPUT, input)
                .declare(PrimitiveArgument.OUTPUT_GRADIENT, output)
                .declare(PrimitiveArgument.WEIGHTS_GRADIENT, weights);
        if (bias) {
            forward.declare(PrimitiveArgument.BIAS, rowShift);
            backwardWeights.declare(PrimitiveArgument.BIAS_GRADIENT, shift);
        }
    }

    @Override
    public void forward(INDArray input, INDArray weights, INDArray shift, INDArray output) {
        if (bias) {
            forward.bind(PrimitiveArgument.BIAS, shift);
        }
        forward.bind(PrimitiveArgument.INPUT, input)
                .bind(PrimitiveArgument.WEIGHTS, weights)
                .bind(PrimitiveArgument.OUTPUT, output)
                .execute();
    }

    @Override
    public void backward(
            INDArray input,
            INDArray weights,
            INDArray outputGradient,
            INDArray inputGradient,
            INDArray weightGradient,
            INDArray biasGradient) {
        if (bias) {
            backwardWeights.bind(PrimitiveArgument.BIAS_GRADIENT, biasGradient);
        }
        backwardWeights
                .bind(PrimitiveArgument.INPUT, input)
                .bind(PrimitiveArgument.OUTPUT_GRADIENT, outputGradient)
                .bind(PrimitiveArgument.WEIGHTS_GRADIENT, weightGradient)
                .execute();
        if (inputGradient != null) {
            backwardData
                    .bind(PrimitiveArgument.OUTPUT_GRADIENT, outputGradient)
                    .bind(PrimitiveArgument.WEIGHTS, weights)
                    .bind(PrimitiveArgument.INPUT_GRADIENT, inputGradient)
                    .execute();
        }
    }
}
