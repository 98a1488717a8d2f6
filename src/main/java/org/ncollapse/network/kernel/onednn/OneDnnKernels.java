package org.ncollapse.network.kernel.onednn;

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
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.network.kernel.TensorLayout;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernels that call oneDNN directly on ND4J's buffers, channels last throughout. */
public final class OneDnnKernels implements Kernels {

    private final OneDnnEngine engine = new OneDnnEngine();
    private float[] left = new float[0];
    private float[] right = new float[0];

    @Override
    public TensorLayout layout() {
        return TensorLayout.NHWC;
    }

    @Override
    public void copyInto(float[] numbers, INDArray array) {
        pointer(array).put(numbers, 0, (int) array.length());
    }

    @Override
    public float[] toFloats(INDArray array) {
        float[] numbers = new float[(int) array.length()];
        pointer(array).get(numbers);
        return numbers;
    }

    @Override
    public FloatVector floatVector(INDArray array) {
        return new HostFloatVector(HostSgdStep.asFloatBuffer(array));
    }

    @Override
    public Kernels.Conv2d conv2d(Conv2dShape shape) {
        return new OneDnnConv2d(engine, shape);
    }

    @Override
    public boolean storesReluMask() {
        return true;
    }

    @Override
    public Kernels.BatchNorm batchNorm(FeatureMapShape shape, double epsilon, boolean rectified) {
        return new OneDnnBatchNorm(engine, shape, epsilon, rectified);
    }

    @Override
    public Kernels.Linear linear(int rows, int inputs, int outputs, boolean bias, boolean rectified) {
        return new OneDnnLinear(engine, rows, inputs, outputs, bias, rectified);
    }

    @Override
    public Kernels.GlobalAvgPool globalAvgPool(FeatureMapShape shape) {
        memory.desc maps = maps(shape);
        memory.desc means = OneDnnEngine.featureMapDesc(shape.batchSize(), shape.channels(), 1, 1);
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
                engine.cpuEngine());
        pooling_backward.primitive_desc down = new pooling_backward.primitive_desc(
                new pooling_backward.desc(
                        algorithm.pooling_avg_exclude_padding, maps, means, window, window, nothing, nothing),
                engine.cpuEngine(),
                ahead);
        BoundPrimitive forward = engine.bound(new pooling_forward(ahead))
                .declare(PrimitiveArgument.INPUT, maps)
                .declare(PrimitiveArgument.OUTPUT, means);
        BoundPrimitive back = engine.bound(new pooling_backward(down))
                .declare(PrimitiveArgument.OUTPUT_GRADIENT, means)
                .declare(PrimitiveArgument.INPUT_GRADIENT, maps);
        return new Kernels.GlobalAvgPool() {
            @Override
            public void forward(INDArray input, INDArray output) {
                forward.bind(PrimitiveArgument.INPUT, input)
                        .bind(PrimitiveArgument.OUTPUT, output)
                        .execute();
            }

            @Override
            public void backward(INDArray slope, INDArray inputSlope) {
                back.bind(PrimitiveArgument.OUTPUT_GRADIENT, slope)
                        .bind(PrimitiveArgument.INPUT_GRADIENT, inputSlope)
                        .execute();
            }
        };
    }

    @Override
    public Kernels.Add add(FeatureMapShape shape, boolean rectified) {
        memory.desc maps = maps(shape);
        BoundPrimitive sum = engine.bound(new binary(new binary.primitive_desc(
                        new binary.desc(algorithm.binary_add, maps, maps, maps),
                        OneDnnEngine.reluPostOp(rectified),
                        engine.cpuEngine())))
                .declare(PrimitiveArgument.INPUT, maps)
                .declare(PrimitiveArgument.SECOND_INPUT, maps)
                .declare(PrimitiveArgument.OUTPUT, maps);
        return (one, other, output) -> sum.bind(PrimitiveArgument.INPUT, one)
                .bind(PrimitiveArgument.SECOND_INPUT, other)
                .bind(PrimitiveArgument.OUTPUT, output)
                .execute();
    }

    @Override
    public Kernels.Relu relu(FeatureMapShape shape) {
        memory.desc maps = maps(shape);
        eltwise_forward.primitive_desc ahead = new eltwise_forward.primitive_desc(
                new eltwise_forward.desc(
                        prop_kind.forward_training, algorithm.eltwise_relu_use_dst_for_bwd, maps, 0, 0),
                engine.cpuEngine());
        eltwise_backward.primitive_desc down = new eltwise_backward.primitive_desc(
                new eltwise_backward.desc(algorithm.eltwise_relu_use_dst_for_bwd, maps, maps, 0, 0),
                engine.cpuEngine(),
                ahead);
        BoundPrimitive forward = engine.bound(new eltwise_forward(ahead))
                .declare(PrimitiveArgument.INPUT, maps)
                .declare(PrimitiveArgument.OUTPUT, maps);
        BoundPrimitive back = engine.bound(new eltwise_backward(down))
                .declare(PrimitiveArgument.OUTPUT, maps)
                .declare(PrimitiveArgument.OUTPUT_GRADIENT, maps)
                .declare(PrimitiveArgument.INPUT_GRADIENT, maps);
        return new Kernels.Relu() {
            @Override
            public void forward(INDArray input, INDArray output) {
                forward.bind(PrimitiveArgument.INPUT, input)
                        .bind(PrimitiveArgument.OUTPUT, output)
                        .execute();
            }

            @Override
            public void backward(INDArray output, INDArray slope, INDArray inputSlope) {
                back.bind(PrimitiveArgument.OUTPUT, output)
                        .bind(PrimitiveArgument.OUTPUT_GRADIENT, slope)
                        .bind(PrimitiveArgument.INPUT_GRADIENT, inputSlope)
                        .execute();
            }
        };
    }

    @Override
    public Kernels.LayoutConversion layoutConversion(FeatureMapShape shape) {
        BoundPrimitive reorder = engine.reorder(
                OneDnnEngine.desc(format_tag.nchw, shape.batchSize(), shape.channels(), shape.height(), shape.width()),
                maps(shape));
        return (input, output) -> reorder.bind(PrimitiveArgument.FROM, input)
                .bind(PrimitiveArgument.TO, output)
                .execute();
    }

    @Override
    public void scaledDifference(INDArray one, INDArray other, double share, INDArray result) {
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
    public void foldBatchNorm(
            INDArray gainAndShift, INDArray mean, INDArray variance, double epsilon, INDArray gain, INDArray shift) {
        float[] both = toFloats(gainAndShift);
        float[] means = toFloats(mean);
        float[] variances = toFloats(variance);
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
    public Kernels.SgdStep sgdStep(
            INDArray parameters, INDArray slopes, List<ParameterGroup> stretches, double momentum, int threads) {
        return new HostSgdStep(parameters, slopes, stretches, momentum, threads);
    }

    private static FloatPointer pointer(INDArray array) {
        return new FloatPointer(array.data().addressPointer());
    }

    private static memory.desc maps(FeatureMapShape shape) {
        return OneDnnEngine.featureMapDesc(shape.batchSize(), shape.channels(), shape.height(), shape.width());
    }
}
