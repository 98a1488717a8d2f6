package org.ncollapse.network.kernel.onednn;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.Kernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution by oneDNN's direct algorithm. */
final class OneDnnConv2d implements Kernels.Conv2d {

    private static final int VECTOR = 16;

    private final OneDnnEngine engine;
    private final Conv2dShape shape;
    private final memory.desc input;
    private final memory.desc output;
    private final memory.desc plain;
    private final memory.desc any;
    private final convolution_forward.primitive_desc hint;
    private final BoundPrimitive forward;
    private final ReorderedWeights forwardWeights;
    private BoundPrimitive back;
    private ReorderedWeights backWeights;
    private BoundPrimitive weightsBack;
    private ReorderedWeights weightsBackWeights;
    private final BoundPrimitive[] scaled = new BoundPrimitive[2];
    private final ReorderedWeights[] scaledWeights = new ReorderedWeights[2];

    OneDnnConv2d(OneDnnEngine engine, Conv2dShape shape) {
        this.engine = engine;
        this.shape = shape;
        FeatureMapShape from = shape.inputShape();
        FeatureMapShape to = shape.outputShape();
        input = OneDnnEngine.featureMapDesc(from.batchSize(), from.channels(), from.height(), from.width());
        output = OneDnnEngine.featureMapDesc(to.batchSize(), to.channels(), to.height(), to.width());
        plain = OneDnnEngine.desc(
                format_tag.oihw, to.channels(), from.channels(), shape.kernelSize(), shape.kernelSize());
        any = OneDnnEngine.desc(format_tag.any, to.channels(), from.channels(), shape.kernelSize(), shape.kernelSize());
        hint = described(new primitive_attr());
        forward = engine.bound(new convolution_forward(hint))
                .declare(PrimitiveArgument.INPUT, input)
                .declare(PrimitiveArgument.OUTPUT, output);
        forwardWeights = ReorderedWeights.input(engine, forward, PrimitiveArgument.WEIGHTS, plain, hint.weights_desc());
    }

    private convolution_forward.primitive_desc described(primitive_attr attributes) {
        return chosen(new convolution_forward.primitive_desc(
                new convolution_forward.desc(
                        prop_kind.forward_training,
                        algorithm.convolution_direct,
                        input,
                        any,
                        output,
                        strides(),
                        padding(),
                        padding()),
                attributes,
                engine.cpuEngine()));
    }

    private long[] strides() {
        return new long[] {shape.stride(), shape.stride()};
    }

    private long[] padding() {
        return new long[] {shape.padding(), shape.padding()};
    }

    @Override
    public void forward(INDArray from, INDArray weights, INDArray to) {
        forward.bind(PrimitiveArgument.INPUT, from).bind(PrimitiveArgument.OUTPUT, to);
        forwardWeights.execute(weights);
    }

    @Override
    public void forwardFolded(
            INDArray from, INDArray weights, INDArray gain, INDArray shift, boolean rectified, INDArray to) {
        int which = rectified ? 1 : 0;
        if (scaled[which] == null) {
            layOutScaled(which, rectified);
        }
        scaled[which]
                .bind(PrimitiveArgument.INPUT, from)
                .bind(PrimitiveArgument.OUTPUT, to)
                .bind(PrimitiveArgument.postOp(0), gain)
                .bind(PrimitiveArgument.postOp(1), shift);
        scaledWeights[which].execute(weights);
    }

    private void layOutScaled(int which, boolean rectified) {
        memory.desc channel = OneDnnEngine.desc(format_tag.nhwc, 1, shape.outChannels(), 1, 1);
        post_ops behind = new post_ops();
        behind.append_binary(algorithm.binary_mul, channel);
        behind.append_binary(algorithm.binary_add, channel);
        if (rectified) {
            behind.append_eltwise(1, algorithm.eltwise_relu, 0, 0);
        }
        primitive_attr attributes = new primitive_attr();
        attributes.set_post_ops(behind);
        convolution_forward.primitive_desc description = described(attributes);
        scaled[which] = engine.bound(new convolution_forward(description))
                .declare(PrimitiveArgument.INPUT, input)
                .declare(PrimitiveArgument.OUTPUT, output)
                .declare(PrimitiveArgument.postOp(0), channel)
                .declare(PrimitiveArgument.postOp(1), channel);
        scaledWeights[which] = ReorderedWeights.input(
                engine, scaled[which], PrimitiveArgument.WEIGHTS, plain, description.weights_desc());
    }

    /**
     * Passes over two kinds of implementation that oneDNN 2.5.2 prefers. Its newer forward kernels ("brg") are slower
     * than the older ones on our shapes, at 512 channels on maps of 4×4 nearly twice as slow. And with a stride and
     * channels that do not fill whole vectors, the backward kernels for 1×1 write behind their scratch memory (seen
     * under glibc's checking malloc; the heap is damaged).
     */
    private <D extends primitive_desc> D chosen(D description) {
        boolean ragged = shape.stride() > 1
                && (shape.outChannels() % VECTOR != 0 || shape.inputShape().channels() % VECTOR != 0);
        String name = description.impl_info_str().getString();
        while ((name.contains("brg") || ragged && name.contains("1x1")) && description.next_impl()) {
            name = description.impl_info_str().getString();
        }
        return description;
    }

    @Override
    public void backward(INDArray from, INDArray weights, INDArray slope, INDArray inputSlope, INDArray weightSlope) {
        weightSlope(from, slope, weightSlope); // First: the input's slope may be written over the input.
        if (inputSlope != null) {
            inputSlope(slope, weights, inputSlope);
        }
    }

    private void inputSlope(INDArray slope, INDArray weights, INDArray inputSlope) {
        if (back == null) {
            convolution_backward_data.primitive_desc description = chosen(new convolution_backward_data.primitive_desc(
                    new convolution_backward_data.desc(
                            algorithm.convolution_direct, input, any, output, strides(), padding(), padding()),
                    engine.cpuEngine(),
                    hint));
            back = engine.bound(new convolution_backward_data(description))
                    .declare(PrimitiveArgument.OUTPUT_GRADIENT, output)
                    .declare(PrimitiveArgument.INPUT_GRADIENT, input);
            backWeights =
                    ReorderedWeights.input(engine, back, PrimitiveArgument.WEIGHTS, plain, description.weights_desc());
        }
        back.bind(PrimitiveArgument.OUTPUT_GRADIENT, slope).bind(PrimitiveArgument.INPUT_GRADIENT, inputSlope);
        backWeights.execute(weights);
    }

    private void weightSlope(INDArray from, INDArray slope, INDArray weightSlope) {
        if (weightsBack == null) {
            convolution_backward_weights.primitive_desc description =
                    chosen(new convolution_backward_weights.primitive_desc(
                            new convolution_backward_weights.desc(
                                    algorithm.convolution_direct, input, any, output, strides(), padding(), padding()),
                            engine.cpuEngine(),
                            hint));
            weightsBack = engine.bound(new convolution_backward_weights(description))
                    .declare(PrimitiveArgument.INPUT, input)
                    .declare(PrimitiveArgument.OUTPUT_GRADIENT, output);
            weightsBackWeights = ReorderedWeights.output(
                    engine, weightsBack, PrimitiveArgument.WEIGHTS_GRADIENT, plain, description.diff_weights_desc());
        }
        weightsBack.bind(PrimitiveArgument.INPUT, from).bind(PrimitiveArgument.OUTPUT_GRADIENT, slope);
        weightsBackWeights.execute(weightSlope);
    }
}
