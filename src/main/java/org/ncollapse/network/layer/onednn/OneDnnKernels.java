package org.ncollapse.network.layer.onednn;

import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.ncollapse.network.layer.ConvolutionShape;
import org.ncollapse.network.layer.Kernels;
import org.ncollapse.network.layer.Maps;
import org.ncollapse.network.layer.Numbers;
import org.ncollapse.network.layer.Stretch;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernels that call oneDNN directly on ND4J's buffers, channels last throughout. */
public final class OneDnnKernels implements Kernels {

    private final Engine engine = new Engine();
    private float[] left = new float[0];
    private float[] right = new float[0];

    @Override
    public CNN2DFormat format() {
        return CNN2DFormat.NHWC;
    }

    @Override
    public void write(float[] numbers, INDArray array) {
        pointer(array).put(numbers, 0, (int) array.length());
    }

    @Override
    public float[] read(INDArray array) {
        float[] numbers = new float[(int) array.length()];
        pointer(array).get(numbers);
        return numbers;
    }

    @Override
    public Numbers numbers(INDArray array) {
        return new HostNumbers(HostDescent.numbers(array));
    }

    @Override
    public Kernels.Convolution convolution(ConvolutionShape shape) {
        return new DirectConvolution(engine, shape);
    }

    @Override
    public boolean keepsSigns() {
        return true;
    }

    @Override
    public Kernels.Normalization normalization(Maps shape, double epsilon, boolean rectified) {
        return new DirectNormalization(engine, shape, epsilon, rectified);
    }

    @Override
    public Kernels.Product product(int rows, int inputs, int outputs, boolean bias, boolean rectified) {
        return new DirectProduct(engine, rows, inputs, outputs, bias, rectified);
    }

    @Override
    public Kernels.Pool pool(Maps shape) {
        memory.desc maps = maps(shape);
        memory.desc means = Engine.maps(shape.rows(), shape.channels(), 1, 1);
        long[] window = {shape.height(), shape.width()};
        long[] nothing = {0, 0};
        pooling_forward.primitive_desc ahead = new pooling_forward.primitive_desc(
                new pooling_forward.desc(
                        prop_kind.forward_training,
                        algorithm.pooling_avg_exclude_padding,
                        maps,
                        means,
                        window,
                        window,
                        nothing,
                        nothing),
                engine.processor());
        pooling_backward.primitive_desc down = new pooling_backward.primitive_desc(
                new pooling_backward.desc(
                        algorithm.pooling_avg_exclude_padding, maps, means, window, window, nothing, nothing),
                engine.processor(),
                ahead);
        Call forward = engine.call(new pooling_forward(ahead))
                .takes(Argument.INPUT, maps)
                .takes(Argument.OUTPUT, means);
        Call back = engine.call(new pooling_backward(down))
                .takes(Argument.OUTPUT_SLOPE, means)
                .takes(Argument.INPUT_SLOPE, maps);
        return new Kernels.Pool() {
            @Override
            public void forward(INDArray input, INDArray output) {
                forward.at(Argument.INPUT, input).at(Argument.OUTPUT, output).run();
            }

            @Override
            public void back(INDArray slope, INDArray inputSlope) {
                back.at(Argument.OUTPUT_SLOPE, slope)
                        .at(Argument.INPUT_SLOPE, inputSlope)
                        .run();
            }
        };
    }

    @Override
    public Kernels.Sum sum(Maps shape, boolean rectified) {
        memory.desc maps = maps(shape);
        Call sum = engine.call(new binary(new binary.primitive_desc(
                        new binary.desc(algorithm.binary_add, maps, maps, maps),
                        Engine.followedBy(rectified),
                        engine.processor())))
                .takes(Argument.INPUT, maps)
                .takes(Argument.OTHER, maps)
                .takes(Argument.OUTPUT, maps);
        return (one, other, output) -> sum.at(Argument.INPUT, one)
                .at(Argument.OTHER, other)
                .at(Argument.OUTPUT, output)
                .run();
    }

    @Override
    public Kernels.Rectification rectification(Maps shape) {
        memory.desc maps = maps(shape);
        eltwise_forward.primitive_desc ahead = new eltwise_forward.primitive_desc(
                new eltwise_forward.desc(
                        prop_kind.forward_training, algorithm.eltwise_relu_use_dst_for_bwd, maps, 0, 0),
                engine.processor());
        eltwise_backward.primitive_desc down = new eltwise_backward.primitive_desc(
                new eltwise_backward.desc(algorithm.eltwise_relu_use_dst_for_bwd, maps, maps, 0, 0),
                engine.processor(),
                ahead);
        Call forward = engine.call(new eltwise_forward(ahead))
                .takes(Argument.INPUT, maps)
                .takes(Argument.OUTPUT, maps);
        Call back = engine.call(new eltwise_backward(down))
                .takes(Argument.OUTPUT, maps)
                .takes(Argument.OUTPUT_SLOPE, maps)
                .takes(Argument.INPUT_SLOPE, maps);
        return new Kernels.Rectification() {
            @Override
            public void forward(INDArray input, INDArray output) {
                forward.at(Argument.INPUT, input).at(Argument.OUTPUT, output).run();
            }

            @Override
            public void back(INDArray output, INDArray slope, INDArray inputSlope) {
                back.at(Argument.OUTPUT, output)
                        .at(Argument.OUTPUT_SLOPE, slope)
                        .at(Argument.INPUT_SLOPE, inputSlope)
                        .run();
            }
        };
    }

    @Override
    public Kernels.Arrangement arrangement(Maps shape) {
        Call reorder = engine.reorder(
                Engine.desc(format_tag.nchw, shape.rows(), shape.channels(), shape.height(), shape.width()),
                maps(shape));
        return (input, output) ->
                reorder.at(Argument.FROM, input).at(Argument.TO, output).run();
    }

    @Override
    public void difference(INDArray one, INDArray other, double share, INDArray result) {
        int length = (int) one.length();
        if (left.length < length) {
            left = new float[length];
            right = new float[length];
        }
        pointer(one).get(left, 0, length);
        pointer(other).get(right, 0, length);
        for (int i = 0; i < length; i++) {
            left[i] = (float) (share * (left[i] - right[i]));
        }
        pointer(result).put(left, 0, length);
    }

    @Override
    public void fold(
            INDArray gainAndShift, INDArray mean, INDArray variance, double epsilon, INDArray gain, INDArray shift) {
        float[] both = read(gainAndShift);
        float[] means = read(mean);
        float[] variances = read(variance);
        int channels = means.length;
        for (int c = 0; c < channels; c++) {
            double factor = both[c] / Math.sqrt(variances[c] + epsilon);
            variances[c] = (float) factor;
            means[c] = (float) (both[channels + c] - means[c] * factor);
        }
        pointer(gain).put(variances);
        pointer(shift).put(means);
    }

    @Override
    public Kernels.Criterion criterion(Loss loss) {
        return new HostCriterion(loss);
    }

    @Override
    public Kernels.Descent descent(
            INDArray parameters, INDArray slopes, List<Stretch> stretches, double momentum, int threads) {
        return new HostDescent(parameters, slopes, stretches, momentum, threads);
    }

    private static FloatPointer pointer(INDArray array) {
        return new FloatPointer(array.data().addressPointer());
    }

    private static memory.desc maps(Maps shape) {
        return Engine.maps(shape.rows(), shape.channels(), shape.height(), shape.width());
    }
}
