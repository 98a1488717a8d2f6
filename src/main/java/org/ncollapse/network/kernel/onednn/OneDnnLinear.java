package org.ncollapse.network.kernel.onednn;

import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.ncollapse.network.kernel.Kernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A product with a weight matrix. Unlike a convolution's, the weights are left in Deeplearning4j's order: oneDNN's
 * products for an order of its own are hardly faster than its gemm, and copying weights there and slopes back took a
 * fifth of all products' time.
 */
final class OneDnnLinear implements Kernels.Linear {

    private final BoundPrimitive forward;
    private final BoundPrimitive back;
    private final BoundPrimitive weightsBack;
    private final boolean bias;

    OneDnnLinear(OneDnnEngine engine, int rows, int inputs, int outputs, boolean bias, boolean rectified) {
        this.bias = bias;
        memory.desc input = OneDnnEngine.desc(format_tag.nc, rows, inputs);
        memory.desc output = OneDnnEngine.desc(format_tag.nc, rows, outputs);
        memory.desc weights = OneDnnEngine.desc(format_tag.oi, outputs, inputs);
        memory.desc shift = OneDnnEngine.desc(format_tag.x, outputs);
        inner_product_forward.primitive_desc ahead = new inner_product_forward.primitive_desc(
                bias
                        ? new inner_product_forward.desc(prop_kind.forward_training, input, weights, shift, output)
                        : new inner_product_forward.desc(prop_kind.forward_training, input, weights, output),
                OneDnnEngine.reluPostOp(rectified),
                engine.cpuEngine());
        inner_product_backward_data.primitive_desc down = new inner_product_backward_data.primitive_desc(
                new inner_product_backward_data.desc(input, weights, output), engine.cpuEngine(), ahead);
        inner_product_backward_weights.primitive_desc across = new inner_product_backward_weights.primitive_desc(
                bias
                        ? new inner_product_backward_weights.desc(input, weights, shift, output)
                        : new inner_product_backward_weights.desc(input, weights, output),
                engine.cpuEngine(),
                ahead);
        forward = engine.bound(new inner_product_forward(ahead))
                .declare(PrimitiveArgument.INPUT, input)
                .declare(PrimitiveArgument.WEIGHTS, weights)
                .declare(PrimitiveArgument.OUTPUT, output);
        back = engine.bound(new inner_product_backward_data(down))
                .declare(PrimitiveArgument.OUTPUT_GRADIENT, output)
                .declare(PrimitiveArgument.WEIGHTS, weights)
                .declare(PrimitiveArgument.INPUT_GRADIENT, input);
        weightsBack = engine.bound(new inner_product_backward_weights(across))
                .declare(PrimitiveArgument.INPUT, input)
                .declare(PrimitiveArgument.OUTPUT_GRADIENT, output)
                .declare(PrimitiveArgument.WEIGHTS_GRADIENT, weights);
        if (bias) {
            forward.declare(PrimitiveArgument.BIAS, shift);
            weightsBack.declare(PrimitiveArgument.BIAS_GRADIENT, shift);
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
            INDArray slope,
            INDArray inputSlope,
            INDArray weightSlope,
            INDArray biasSlope) {
        if (bias) {
            weightsBack.bind(PrimitiveArgument.BIAS_GRADIENT, biasSlope);
        }
        weightsBack
                .bind(PrimitiveArgument.INPUT, input)
                .bind(PrimitiveArgument.OUTPUT_GRADIENT, slope)
                .bind(PrimitiveArgument.WEIGHTS_GRADIENT, weightSlope)
                .execute();
        if (inputSlope != null) {
            back.bind(PrimitiveArgument.OUTPUT_GRADIENT, slope)
                    .bind(PrimitiveArgument.WEIGHTS, weights)
                    .bind(PrimitiveArgument.INPUT_GRADIENT, inputSlope)
                    .execute();
        }
    }
}
