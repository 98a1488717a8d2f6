package org.ncollapse.network.kernel.onednn;

import java.util.EnumMap;
import java.util.Map;
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
import org.ncollapse.network.kernel.Conv2d;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FusedActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution by oneDNN's direct algorithm. Primitives other than the forward pass are made when first needed. */
final class OneDnnConv2d implements Conv2d {

    private static final int VECTOR = 16;
    /** Channels whose weights exceed the second-level cache. */
    private static final int LARGE = 512;
    /** Positions that the older forward kernels compute at a time. */
    private static final int REGISTERS = 28;

    private final OneDnnEngine engine;
    private final Conv2dShape shape;
    private final memory.desc inputDesc;
    private final memory.desc outputDesc;
    /** Weights in Deeplearning4j's layout. */
    private final memory.desc givenWeights;
    /** Weights in the layout that the primitive chooses. */
    private final memory.desc anyWeights;

    private final convolution_forward.primitive_desc forwardHint;
    private final PrimitiveWithWeights forward;
    private final Map<FusedActivation, PrimitiveWithWeights> folded = new EnumMap<>(FusedActivation.class);
    private PrimitiveWithWeights backwardData;
    private PrimitiveWithWeights backwardWeights;

    OneDnnConv2d(OneDnnEngine engine, Conv2dShape shape) {
        this.engine = engine;
        this.shape = shape;
        FeatureMapShape in = shape.inputShape();
        FeatureMapShape out = shape.outputShape();
        int kernel = shape.kernelSize();
        inputDesc = OneDnnEngine.featureMapDesc(in);
        outputDesc = OneDnnEngine.featureMapDesc(out);
        givenWeights = OneDnnEngine.desc(format_tag.oihw, out.channels(), in.channels(), kernel, kernel);
        anyWeights = OneDnnEngine.desc(format_tag.any, out.channels(), in.channels(), kernel, kernel);
        forwardHint = forwardDesc(new primitive_attr());
        forward = PrimitiveWithWeights.reading(
                engine,
                engine.bound(new convolution_forward(forwardHint))
                        .declare(PrimitiveArgument.INPUT, inputDesc)
                        .declare(PrimitiveArgument.OUTPUT, outputDesc),
                givenWeights,
                forwardHint.weights_desc());
    }

    private convolution_forward.primitive_desc forwardDesc(primitive_attr attributes) {
        return selectImplementation(new convolution_forward.primitive_desc(
                new convolution_forward.desc(
                        prop_kind.forward_training,
                        algorithm.convolution_direct,
                        inputDesc,
                        anyWeights,
                        outputDesc,
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

    /**
     * Skips two kinds of implementation that oneDNN 2.5.2 prefers: its newer forward kernels ("brg") where they are
     * slower, and its backward kernels for 1×1 where they write past the end of their scratch memory (glibc's checking
     * malloc reports heap corruption): with a stride and channels that do not fill whole vectors.
     */
    private <D extends primitive_desc> D selectImplementation(D desc) {
        boolean ragged = shape.stride() > 1
                && (shape.outChannels() % VECTOR != 0 || shape.inputShape().channels() % VECTOR != 0);
        String name = desc.impl_info_str().getString();
        while ((name.contains("brg") && !isFasterWithBrg() || ragged && name.contains("1x1")) && desc.next_impl()) {
            name = desc.impl_info_str().getString();
        }
        return desc;
    }

    /**
     * As measured, the newer kernels take 0.8 to 0.95 of the older ones' time with 32 to 256 channels, nearly twice as
     * long with 512, and longer with fewer than 32, unless a row of the output exceeds the older ones' registers. The
     * rule depends on the shape alone: equal seeds give equal bytes.
     */
    private boolean isFasterWithBrg() {
        int inputs = shape.inputShape().channels();
        return inputs % VECTOR == 0
                && Math.max(inputs, shape.outChannels()) < LARGE
                && (inputs > VECTOR || shape.outputShape().width() > REGISTERS);
    }

    @Override
    public void forward(INDArray input, INDArray weights, INDArray output) {
        forward.bind(PrimitiveArgument.INPUT, input)
                .bind(PrimitiveArgument.OUTPUT, output)
                .execute(weights);
    }

    @Override
    public void forwardFolded(
            INDArray input,
            INDArray weights,
            INDArray scale,
            INDArray shift,
            FusedActivation activation,
            INDArray output) {
        folded.computeIfAbsent(activation, this::foldedPrimitive)
                .bind(PrimitiveArgument.INPUT, input)
                .bind(PrimitiveArgument.OUTPUT, output)
                .bind(PrimitiveArgument.postOp(0), scale)
                .bind(PrimitiveArgument.postOp(1), shift)
                .execute(weights);
    }

    private PrimitiveWithWeights foldedPrimitive(FusedActivation activation) {
        memory.desc channels = OneDnnEngine.desc(format_tag.nhwc, 1, shape.outChannels(), 1, 1);
        post_ops operations = new post_ops();
        operations.append_binary(algorithm.binary_mul, channels);
        operations.append_binary(algorithm.binary_add, channels);
        if (activation == FusedActivation.RELU) {
            operations.append_eltwise(1, algorithm.eltwise_relu, 0, 0);
        }
        primitive_attr attributes = new primitive_attr();
        attributes.set_post_ops(operations);
        convolution_forward.primitive_desc desc = forwardDesc(attributes);
        return PrimitiveWithWeights.reading(
                engine,
                engine.bound(new convolution_forward(desc))
                        .declare(PrimitiveArgument.INPUT, inputDesc)
                        .declare(PrimitiveArgument.OUTPUT, outputDesc)
                        .declare(PrimitiveArgument.postOp(0), channels)
                        .declare(PrimitiveArgument.postOp(1), channels),
                givenWeights,
                desc.weights_desc());
    }

    @Override
    public void backward(
            INDArray input,
            INDArray weights,
            INDArray outputGradient,
            INDArray inputGradient,
            INDArray weightGradient) {
        // The weights' gradient comes first, because the input's gradient may be written over the input.
        if (backwardWeights == null) {
            backwardWeights = backwardWeightsPrimitive();
        }
        backwardWeights
                .bind(PrimitiveArgument.INPUT, input)
                .bind(PrimitiveArgument.OUTPUT_GRADIENT, outputGradient)
                .execute(weightGradient);
        if (inputGradient == null) {
            return;
        }
        if (backwardData == null) {
            backwardData = backwardDataPrimitive();
        }
        backwardData
                .bind(PrimitiveArgument.OUTPUT_GRADIENT, outputGradient)
                .bind(PrimitiveArgument.INPUT_GRADIENT, inputGradient)
                .execute(weights);
    }

    private PrimitiveWithWeights backwardDataPrimitive() {
        convolution_backward_data.primitive_desc desc =
                selectImplementation(new convolution_backward_data.primitive_desc(
                        new convolution_backward_data.desc(
                                algorithm.convolution_direct,
                                inputDesc,
                                anyWeights,
                                outputDesc,
                                strides(),
                                padding(),
                                padding()),
                        engine.cpuEngine(),
                        forwardHint));
        return PrimitiveWithWeights.reading(
                engine,
                engine.bound(new convolution_backward_data(desc))
                        .declare(PrimitiveArgument.OUTPUT_GRADIENT, outputDesc)
                        .declare(PrimitiveArgument.INPUT_GRADIENT, inputDesc),
                givenWeights,
                desc.weights_desc());
    }

    private PrimitiveWithWeights backwardWeightsPrimitive() {
        convolution_backward_weights.primitive_desc desc =
                selectImplementation(new convolution_backward_weights.primitive_desc(
                        new convolution_backward_weights.desc(
                                algorithm.convolution_direct,
                                inputDesc,
                                anyWeights,
                                outputDesc,
                                strides(),
                                padding(),
                                padding()),
                        engine.cpuEngine(),
                        forwardHint));
        return PrimitiveWithWeights.writing(
                engine,
                engine.bound(new convolution_backward_weights(desc))
                        .declare(PrimitiveArgument.INPUT, inputDesc)
                        .declare(PrimitiveArgument.OUTPUT_GRADIENT, outputDesc),
                givenWeights,
                desc.diff_weights_desc());
    }
}
