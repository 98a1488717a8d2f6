package org.ncollapse.network.layer.onednn;

import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.ncollapse.network.layer.Kernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A product with a weight matrix. Unlike a convolution's, the weights are left in Deeplearning4j's order: oneDNN's
 * products for an order of its own are hardly faster than its gemm, and copying weights there and slopes back took a
 * fifth of all products' time.
 */
final class DirectProduct implements Kernels.Product {

    private final Call forward;
    private final Call back;
    private final Call weightsBack;
    private final boolean bias;

    DirectProduct(Engine engine, int rows, int inputs, int outputs, boolean bias, boolean rectified) {
        this.bias = bias;
        memory.desc input = Engine.desc(format_tag.nc, rows, inputs);
        memory.desc output = Engine.desc(format_tag.nc, rows, outputs);
        memory.desc weights = Engine.desc(format_tag.oi, outputs, inputs);
        memory.desc shift = Engine.desc(format_tag.x, outputs);
        inner_product_forward.primitive_desc ahead = new inner_product_forward.primitive_desc(
                bias
                        ? new inner_product_forward.desc(prop_kind.forward_training, input, weights, shift, output)
                        : new inner_product_forward.desc(prop_kind.forward_training, input, weights, output),
                Engine.followedBy(rectified),
                engine.processor());
        inner_product_backward_data.primitive_desc down = new inner_product_backward_data.primitive_desc(
                new inner_product_backward_data.desc(input, weights, output), engine.processor(), ahead);
        inner_product_backward_weights.primitive_desc across = new inner_product_backward_weights.primitive_desc(
                bias
                        ? new inner_product_backward_weights.desc(input, weights, shift, output)
                        : new inner_product_backward_weights.desc(input, weights, output),
                engine.processor(),
                ahead);
        forward = engine.call(new inner_product_forward(ahead))
                .takes(Argument.INPUT, input)
                .takes(Argument.WEIGHTS, weights)
                .takes(Argument.OUTPUT, output);
        back = engine.call(new inner_product_backward_data(down))
                .takes(Argument.OUTPUT_SLOPE, output)
                .takes(Argument.WEIGHTS, weights)
                .takes(Argument.INPUT_SLOPE, input);
        weightsBack = engine.call(new inner_product_backward_weights(across))
                .takes(Argument.INPUT, input)
                .takes(Argument.OUTPUT_SLOPE, output)
                .takes(Argument.WEIGHTS_SLOPE, weights);
        if (bias) {
            forward.takes(Argument.BIAS, shift);
            weightsBack.takes(Argument.BIAS_SLOPE, shift);
        }
    }

    @Override
    public void forward(INDArray input, INDArray weights, INDArray shift, INDArray output) {
        if (bias) {
            forward.at(Argument.BIAS, shift);
        }
        forward.at(Argument.INPUT, input)
                .at(Argument.WEIGHTS, weights)
                .at(Argument.OUTPUT, output)
                .run();
    }

    @Override
    public void back(
            INDArray input,
            INDArray weights,
            INDArray slope,
            INDArray inputSlope,
            INDArray weightSlope,
            INDArray biasSlope) {
        if (bias) {
            weightsBack.at(Argument.BIAS_SLOPE, biasSlope);
        }
        weightsBack
                .at(Argument.INPUT, input)
                .at(Argument.OUTPUT_SLOPE, slope)
                .at(Argument.WEIGHTS_SLOPE, weightSlope)
                .run();
        if (inputSlope != null) {
            back.at(Argument.OUTPUT_SLOPE, slope)
                    .at(Argument.WEIGHTS, weights)
                    .at(Argument.INPUT_SLOPE, inputSlope)
                    .run();
        }
    }
}
