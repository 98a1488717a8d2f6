package org.ncollapse.network.layer.onednn;

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
import org.ncollapse.network.layer.ConvolutionShape;
import org.ncollapse.network.layer.Kernels;
import org.ncollapse.network.layer.Maps;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution by oneDNN's direct algorithm. */
final class DirectConvolution implements Kernels.Convolution {

    private static final int VECTOR = 16;

    private final Engine engine;
    private final ConvolutionShape shape;
    private final memory.desc input;
    private final memory.desc output;
    private final memory.desc plain;
    private final memory.desc any;
    private final convolution_forward.primitive_desc hint;
    private final Call forward;
    private final Reordered forwardWeights;
    private Call back;
    private Reordered backWeights;
    private Call weightsBack;
    private Reordered weightsBackWeights;
    private final Call[] scaled = new Call[2];
    private final Reordered[] scaledWeights = new Reordered[2];

    DirectConvolution(Engine engine, ConvolutionShape shape) {
        this.engine = engine;
        this.shape = shape;
        Maps from = shape.input();
        Maps to = shape.output();
        input = Engine.maps(from.rows(), from.channels(), from.height(), from.width());
        output = Engine.maps(to.rows(), to.channels(), to.height(), to.width());
        plain = Engine.desc(format_tag.oihw, to.channels(), from.channels(), shape.size(), shape.size());
        any = Engine.desc(format_tag.any, to.channels(), from.channels(), shape.size(), shape.size());
        hint = described(new primitive_attr());
        forward = engine.call(new convolution_forward(hint))
                .takes(Argument.INPUT, input)
                .takes(Argument.OUTPUT, output);
        forwardWeights = Reordered.read(engine, forward, Argument.WEIGHTS, plain, hint.weights_desc());
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
                        shape.before(),
                        shape.behind()),
                attributes,
                engine.processor()));
    }

    private long[] strides() {
        return new long[] {shape.stride(), shape.stride()};
    }

    @Override
    public void forward(INDArray from, INDArray weights, INDArray to) {
        forward.at(Argument.INPUT, from).at(Argument.OUTPUT, to);
        forwardWeights.run(weights);
    }

    @Override
    public void scaled(INDArray from, INDArray weights, INDArray gain, INDArray shift, boolean rectified, INDArray to) {
        int which = rectified ? 1 : 0;
        if (scaled[which] == null) {
            layOutScaled(which, rectified);
        }
        scaled[which]
                .at(Argument.INPUT, from)
                .at(Argument.OUTPUT, to)
                .at(Argument.behind(0), gain)
                .at(Argument.behind(1), shift);
        scaledWeights[which].run(weights);
    }

    private void layOutScaled(int which, boolean rectified) {
        memory.desc channel = Engine.desc(format_tag.nhwc, 1, shape.channels(), 1, 1);
        post_ops behind = new post_ops();
        behind.append_binary(algorithm.binary_mul, channel);
        behind.append_binary(algorithm.binary_add, channel);
        if (rectified) {
            behind.append_eltwise(1, algorithm.eltwise_relu, 0, 0);
        }
        primitive_attr attributes = new primitive_attr();
        attributes.set_post_ops(behind);
        convolution_forward.primitive_desc description = described(attributes);
        scaled[which] = engine.call(new convolution_forward(description))
                .takes(Argument.INPUT, input)
                .takes(Argument.OUTPUT, output)
                .takes(Argument.behind(0), channel)
                .takes(Argument.behind(1), channel);
        scaledWeights[which] =
                Reordered.read(engine, scaled[which], Argument.WEIGHTS, plain, description.weights_desc());
    }

    /**
     * Passes over two kinds of implementation that oneDNN 2.5.2 prefers. Its newer forward kernels ("brg") are slower
     * than the older ones on our shapes, at 512 channels on maps of 4×4 nearly twice as slow. And with a stride and
     * channels that do not fill whole vectors, the backward kernels for 1×1 write behind their scratch memory (seen
     * under glibc's checking malloc; the heap is damaged).
     */
    private <D extends primitive_desc> D chosen(D description) {
        boolean ragged = shape.stride() > 1
                && (shape.channels() % VECTOR != 0 || shape.input().channels() % VECTOR != 0);
        String name = description.impl_info_str().getString();
        while ((name.contains("brg") || ragged && name.contains("1x1")) && description.next_impl()) {
            name = description.impl_info_str().getString();
        }
        return description;
    }

    @Override
    public void back(INDArray from, INDArray weights, INDArray slope, INDArray inputSlope, INDArray weightSlope) {
        weightSlope(from, slope, weightSlope); // First: the input's slope may be written over the input.
        if (inputSlope != null) {
            inputSlope(slope, weights, inputSlope);
        }
    }

    private void inputSlope(INDArray slope, INDArray weights, INDArray inputSlope) {
        if (back == null) {
            convolution_backward_data.primitive_desc description = chosen(new convolution_backward_data.primitive_desc(
                    new convolution_backward_data.desc(
                            algorithm.convolution_direct,
                            input,
                            any,
                            output,
                            strides(),
                            shape.before(),
                            shape.behind()),
                    engine.processor(),
                    hint));
            back = engine.call(new convolution_backward_data(description))
                    .takes(Argument.OUTPUT_SLOPE, output)
                    .takes(Argument.INPUT_SLOPE, input);
            backWeights = Reordered.read(engine, back, Argument.WEIGHTS, plain, description.weights_desc());
        }
        back.at(Argument.OUTPUT_SLOPE, slope).at(Argument.INPUT_SLOPE, inputSlope);
        backWeights.run(weights);
    }

    private void weightSlope(INDArray from, INDArray slope, INDArray weightSlope) {
        if (weightsBack == null) {
            convolution_backward_weights.primitive_desc description =
                    chosen(new convolution_backward_weights.primitive_desc(
                            new convolution_backward_weights.desc(
                                    algorithm.convolution_direct,
                                    input,
                                    any,
                                    output,
                                    strides(),
                                    shape.before(),
                                    shape.behind()),
                            engine.processor(),
                            hint));
            weightsBack = engine.call(new convolution_backward_weights(description))
                    .takes(Argument.INPUT, input)
                    .takes(Argument.OUTPUT_SLOPE, output);
            weightsBackWeights = Reordered.written(
                    engine, weightsBack, Argument.WEIGHTS_SLOPE, plain, description.diff_weights_desc());
        }
        weightsBack.at(Argument.INPUT, from).at(Argument.OUTPUT_SLOPE, slope);
        weightsBackWeights.run(weightSlope);
    }
}
