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
import org.ncollapse.network.kernel.Add;
import org.ncollapse.network.kernel.BatchNorm;
import org.ncollapse.network.kernel.Conv2d;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.Criterion;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.GlobalAvgPool;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.LayoutConversion;
import org.ncollapse.network.kernel.Linear;
import org.ncollapse.network.kernel.OptimizerStep;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.network.kernel.Relu;
import org.ncollapse.network.kernel.TensorLayout;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Kernels that call oneDNN directly on ND4J's buffers. Feature maps are channels last. */
public final class OneDnnKernels implements Kernels {

    private final OneDnnEngine engine = new OneDnnEngine();
    private float[] scratchA = new float[0];
    private float[] scratchB = new float[0];

    @Override
    public TensorLayout layout() {
        return TensorLayout.NHWC;
    }

    @Override
    public INDArray allocate(long length) {
        return Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', length);
    }

    @Override
    public void free(INDArray vector) {
        vector.close(); // At once: the garbage collector sees only a small object.
    }

    @Override
    public INDArray toKernelMemory(INDArray hostArray) {
        return hostArray;
    }

    @Override
    public INDArray toHostMemory(INDArray array) {
        return array;
    }

    @Override
    public boolean isFinite(INDArray array) {
        return Double.isFinite(array.sumNumber().doubleValue());
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
        return new HostFloatVector(HostOptimizerStep.asFloatBuffer(array));
    }

    @Override
    public Conv2d conv2d(Conv2dShape shape) {
        return new OneDnnConv2d(engine, shape);
    }

    @Override
    public boolean storesReluMask() {
        return true;
    }

    @Override
    public BatchNorm batchNorm(FeatureMapShape shape, double epsilon, FusedActivation activation) {
        return new OneDnnBatchNorm(engine, shape, epsilon, activation);
    }

    @Override
    public Linear linear(int rows, int inputs, int outputs, boolean bias, FusedActivation activation) {
        return new OneDnnLinear(engine, rows, inputs, outputs, bias, activation);
    }

    @Override
    public GlobalAvgPool globalAvgPool(FeatureMapShape shape) {
        memory.desc mapsDesc = OneDnnEngine.featureMapDesc(shape);
        memory.desc meansDesc =
                OneDnnEngine.featureMapDesc(new FeatureMapShape(shape.batchSize(), 1, 1, shape.channels()));
        long[] window = {shape.height(), shape.width()};
        long[] noPadding = {0, 0};
        pooling_forward.primitive_desc forwardDesc = new pooling_forward.primitive_desc(
                new pooling_forward.desc(
                        prop_kind.forward_training,
                        algorithm.pooling_avg_exclude_padding,
                        mapsDesc,
                        meansDesc,
                        window,
                        window,
                        noPadding,
                        noPadding),
                engine.cpuEngine());
        pooling_backward.primitive_desc backwardDesc = new pooling_backward.primitive_desc(
                new pooling_backward.desc(
                        algorithm.pooling_avg_exclude_padding,
                        mapsDesc,
                        meansDesc,
                        window,
                        window,
                        noPadding,
                        noPadding),
                engine.cpuEngine(),
                forwardDesc);
        BoundPrimitive forwardPrimitive = engine.bound(new pooling_forward(forwardDesc))
                .declare(PrimitiveArgument.INPUT, mapsDesc)
                .declare(PrimitiveArgument.OUTPUT, meansDesc);
        BoundPrimitive backwardPrimitive = engine.bound(new pooling_backward(backwardDesc))
                .declare(PrimitiveArgument.OUTPUT_GRADIENT, meansDesc)
                .declare(PrimitiveArgument.INPUT_GRADIENT, mapsDesc);
        return new GlobalAvgPool() {
            @Override
            public void forward(INDArray input, INDArray output) {
                forwardPrimitive
                        .bind(PrimitiveArgument.INPUT, input)
                        .bind(PrimitiveArgument.OUTPUT, output)
                        .execute();
            }

            @Override
            public void backward(INDArray outputGradient, INDArray inputGradient) {
                backwardPrimitive
                        .bind(PrimitiveArgument.OUTPUT_GRADIENT, outputGradient)
                        .bind(PrimitiveArgument.INPUT_GRADIENT, inputGradient)
                        .execute();
            }
        };
    }

    @Override
    public Add add(FeatureMapShape shape, FusedActivation activation) {
        memory.desc mapsDesc = OneDnnEngine.featureMapDesc(shape);
        BoundPrimitive sum = engine.bound(new binary(new binary.primitive_desc(
                        new binary.desc(algorithm.binary_add, mapsDesc, mapsDesc, mapsDesc),
                        OneDnnEngine.fusedActivation(activation),
                        engine.cpuEngine())))
                .declare(PrimitiveArgument.INPUT, mapsDesc)
                .declare(PrimitiveArgument.SECOND_INPUT, mapsDesc)
                .declare(PrimitiveArgument.OUTPUT, mapsDesc);
        return (a, b, output) -> sum.bind(PrimitiveArgument.INPUT, a)
                .bind(PrimitiveArgument.SECOND_INPUT, b)
                .bind(PrimitiveArgument.OUTPUT, output)
                .execute();
    }

    @Override
    public Relu relu(FeatureMapShape shape) {
        memory.desc mapsDesc = OneDnnEngine.featureMapDesc(shape);
        eltwise_forward.primitive_desc forwardDesc = new eltwise_forward.primitive_desc(
                new eltwise_forward.desc(
                        prop_kind.forward_training, algorithm.eltwise_relu_use_dst_for_bwd, mapsDesc, 0, 0),
                engine.cpuEngine());
        eltwise_backward.primitive_desc backwardDesc = new eltwise_backward.primitive_desc(
                new eltwise_backward.desc(algorithm.eltwise_relu_use_dst_for_bwd, mapsDesc, mapsDesc, 0, 0),
                engine.cpuEngine(),
                forwardDesc);
        BoundPrimitive forwardPrimitive = engine.bound(new eltwise_forward(forwardDesc))
                .declare(PrimitiveArgument.INPUT, mapsDesc)
                .declare(PrimitiveArgument.OUTPUT, mapsDesc);
        BoundPrimitive backwardPrimitive = engine.bound(new eltwise_backward(backwardDesc))
                .declare(PrimitiveArgument.OUTPUT, mapsDesc)
                .declare(PrimitiveArgument.OUTPUT_GRADIENT, mapsDesc)
                .declare(PrimitiveArgument.INPUT_GRADIENT, mapsDesc);
        return new Relu() {
            @Override
            public void forward(INDArray input, INDArray output) {
                forwardPrimitive
                        .bind(PrimitiveArgument.INPUT, input)
                        .bind(PrimitiveArgument.OUTPUT, output)
                        .execute();
            }

            @Override
            public void backward(INDArray output, INDArray outputGradient, INDArray inputGradient) {
                backwardPrimitive
                        .bind(PrimitiveArgument.OUTPUT, output)
                        .bind(PrimitiveArgument.OUTPUT_GRADIENT, outputGradient)
                        .bind(PrimitiveArgument.INPUT_GRADIENT, inputGradient)
                        .execute();
            }
        };
    }

    @Override
    public LayoutConversion layoutConversion(FeatureMapShape shape) {
        BoundPrimitive reorder = engine.reorder(
                OneDnnEngine.desc(format_tag.nchw, shape.batchSize(), shape.channels(), shape.height(), shape.width()),
                OneDnnEngine.featureMapDesc(shape));
        return (input, output) -> reorder.bind(PrimitiveArgument.FROM, input)
                .bind(PrimitiveArgument.TO, output)
                .execute();
    }

    @Override
    public void scaledDifference(INDArray a, INDArray b, double scale, double factor, INDArray result) {
        int length = (int) a.length();
        if (scratchA.length < length) {
            scratchA = new float[length];
            scratchB = new float[length];
        }
        pointer(a).get(scratchA, 0, length);
        pointer(b).get(scratchB, 0, length);
        for (int i = 0; i < length; i++) {
            scratchA[i] = (float) (factor * (scratchA[i] - (float) (scale * scratchB[i])));
        }
        pointer(result).put(scratchA, 0, length);
    }

    @Override
    public void addMultiple(INDArray a, double factor, INDArray b, INDArray result) {
        scaledDifference(a, b, -factor, 1, result);
    }

    @Override
    public void foldBatchNorm(
            INDArray scaleAndShift,
            INDArray mean,
            INDArray variance,
            double epsilon,
            INDArray foldedScale,
            INDArray foldedShift) {
        float[] gammaAndBeta = toFloats(scaleAndShift);
        float[] means = toFloats(mean);
        float[] variances = toFloats(variance);
        int channels = means.length;
        float[] scales = new float[channels];
        float[] shifts = new float[channels];
        for (int c = 0; c < channels; c++) {
            double scale = gammaAndBeta[c] / Math.sqrt(variances[c] + epsilon);
            scales[c] = (float) scale;
            shifts[c] = (float) (gammaAndBeta[channels + c] - means[c] * scale);
        }
        pointer(foldedScale).put(scales);
        pointer(foldedShift).put(shifts);
    }

    @Override
    public Criterion criterion(Loss loss) {
        return new HostCriterion(loss);
    }

    @Override
    public OptimizerStep optimizerStep(
            INDArray parameters,
            INDArray gradients,
            List<ParameterGroup> groups,
            OptimizerSpec optimizer,
            int threads) {
        return new HostOptimizerStep(parameters, gradients, groups, optimizer, threads);
    }

    private static FloatPointer pointer(INDArray array) {
        return new FloatPointer(array.data().addressPointer());
    }
}
