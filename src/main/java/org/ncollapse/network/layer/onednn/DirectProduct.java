package org.ncollapse.network.layer.onednn;

import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.ncollapse.network.layer.Kernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A product with a weight matrix. */
final class DirectProduct implements Kernels.Product {

    private final Call forward;
    private final Reordered forwardWeights;
    private final Call back;
    private final Reordered backWeights;
    private final Call weightsBack;
    private final Reordered weightsBackWeights;
    private final boolean bias;

    DirectProduct(Engine engine, int rows, int inputs, int outputs, boolean bias, boolean rectified) {
        this.bias = bias;
        memory.desc input = Engine.desc(format_tag.nc, rows, inputs);
        memory.desc output = Engine.desc(format_tag.nc, rows, outputs);
        memory.desc plain = Engine.desc(format_tag.oi, outputs, inputs);
        memory.desc any = Engine.desc(format_tag.any, outputs, inputs);
        memory.desc shift = Engine.desc(format_tag.x, outputs);
        inner_product_forward.primitive_desc ahead = new inner_product_forward.primitive_desc(bias
                ? new inner_product_forward.desc(prop_kind.forward_training, input, any, shift, output)
                : new inner_product_forward.desc(prop_kind.forward_training, input, any, output),
                Engine.followedBy(rectified), engine.processor());
        forward = engine.call(new inner_product_forward(ahead)).takes(Argument.INPUT, input).takes(Argument.OUTPUT, output);
        forwardWeights = Reordered.read(engine, forward, Argument.WEIGHTS, plain, ahead.weights_desc());

        inner_product_backward_data.primitive_desc down = new inner_product_backward_data.primitive_desc(
                new inner_product_backward_data.desc(input, any, output), engine.processor(), ahead);
        back = engine.call(new inner_product_backward_data(down)).takes(Argument.OUTPUT_SLOPE, output).takes(Argument.INPUT_SLOPE, input);
        backWeights = Reordered.read(engine, back, Argument.WEIGHTS, plain, down.weights_desc());

        inner_product_backward_weights.primitive_desc across = new inner_product_backward_weights.primitive_desc(bias
                ? new inner_product_backward_weights.desc(input, any, shift, output)
                : new inner_product_backward_weights.desc(input, any, output), engine.processor(), ahead);
        weightsBack = engine.call(new inner_product_backward_weights(across)).takes(Argument.INPUT, input).takes(Argument.OUTPUT_SLOPE, output);
        weightsBackWeights = Reordered.written(engine, weightsBack, Argument.WEIGHTS_SLOPE, plain, across.diff_weights_desc());
        if (bias) {
            forward.takes(Argument.BIAS, shift);
            weightsBack.takes(Argument.BIAS_SLOPE, shift);
        }
    }

    @Override
    public void forward(INDArray input, INDArray weights, INDArray shift, INDArray output) {
        forward.at(Argument.INPUT, input).at(Argument.OUTPUT, output);
        if (bias) {
            forward.at(Argument.BIAS, shift);
        }
        forwardWeights.run(weights);
    }

    @Override
    public void back(INDArray input, INDArray weights, INDArray slope, INDArray inputSlope, INDArray weightSlope, INDArray biasSlope) {
        weightsBack.at(Argument.INPUT, input).at(Argument.OUTPUT_SLOPE, slope);
        if (bias) {
            weightsBack.at(Argument.BIAS_SLOPE, biasSlope);
        }
        weightsBackWeights.run(weightSlope);
        if (inputSlope != null) {
            back.at(Argument.OUTPUT_SLOPE, slope).at(Argument.INPUT_SLOPE, inputSlope);
            backWeights.run(weights);
        }
    }
}
