package org.ncollapse.network.kernel.nd4j;

import java.util.Arrays;
import java.util.List;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.network.kernel.TensorLayout;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastCopyOp;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.SubOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Kernels of ND4J's operations alone, channels first: they run wherever ND4J does, with no loop over numbers on the
 * host.
 */
public final class Nd4jKernels implements Kernels {

    @Override
    public TensorLayout layout() {
        return TensorLayout.NCHW;
    }

    @Override
    public void copyInto(float[] numbers, INDArray array) {
        array.assign(Nd4j.createFromArray(Arrays.copyOf(numbers, (int) array.length()))
                .reshape(array.shape()));
    }

    @Override
    public float[] toFloats(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    @Override
    public FloatVector floatVector(INDArray array) {
        return new Nd4jFloatVector(array.reshape(array.length()));
    }

    @Override
    public Kernels.Conv2d conv2d(Conv2dShape shape) {
        return new Nd4jConv2d(shape);
    }

    @Override
    public boolean storesReluMask() {
        return false;
    }

    @Override
    public Kernels.BatchNorm batchNorm(FeatureMapShape shape, double epsilon, boolean rectified) {
        return new Nd4jBatchNorm(shape, epsilon, rectified);
    }

    @Override
    public Kernels.Linear linear(int rows, int inputs, int outputs, boolean bias, boolean rectified) {
        return new Nd4jLinear(rectified);
    }

    @Override
    public Kernels.GlobalAvgPool globalAvgPool(FeatureMapShape shape) {
        return new Kernels.GlobalAvgPool() {
            @Override
            public void forward(INDArray input, INDArray output) {
                output.assign(input.mean(2, 3));
            }

            @Override
            public void backward(INDArray slope, INDArray inputSlope) {
                Nd4j.exec(new BroadcastCopyOp(inputSlope, slope, inputSlope, 0, 1));
                inputSlope.divi(shape.height() * shape.width());
            }
        };
    }

    @Override
    public Kernels.Add add(FeatureMapShape shape, boolean rectified) {
        return (one, other, output) -> {
            Nd4j.exec(new AddOp(one, other, output));
            if (rectified) {
                Nd4j.exec(new RectifiedLinear(output, output, 0));
            }
        };
    }

    @Override
    public Kernels.Relu relu(FeatureMapShape shape) {
        Libnd4jOp back = new Libnd4jOp("relu_bp", new long[0]);
        return new Kernels.Relu() {
            @Override
            public void forward(INDArray input, INDArray output) {
                Nd4j.exec(new RectifiedLinear(input, output, 0));
            }

            @Override
            public void backward(INDArray output, INDArray slope, INDArray inputSlope) {
                back.execute(new INDArray[] {output, slope}, inputSlope);
            }
        };
    }

    @Override
    public Kernels.LayoutConversion layoutConversion(FeatureMapShape shape) {
        return (input, output) -> output.assign(input);
    }

    @Override
    public void scaledDifference(INDArray one, INDArray other, double share, INDArray result) {
        Nd4j.exec(new SubOp(one.reshape(one.length()), other.reshape(one.length()), result.reshape(one.length())));
        result.muli(share);
    }

    @Override
    public void foldBatchNorm(
            INDArray gainAndShift, INDArray mean, INDArray variance, double epsilon, INDArray gain, INDArray shift) {
        long channels = mean.length();
        gain.assign(variance.reshape(1, channels)).addi(epsilon);
        Transforms.sqrt(gain, false)
                .rdivi(gainAndShift.get(NDArrayIndex.interval(0, channels)).reshape(1, channels));
        shift.assign(mean.reshape(1, channels))
                .muli(gain)
                .rsubi(gainAndShift
                        .get(NDArrayIndex.interval(channels, 2 * channels))
                        .reshape(1, channels));
    }

    @Override
    public Kernels.Criterion criterion(Loss loss) {
        return new Nd4jCriterion(loss);
    }

    @Override
    public Kernels.SgdStep sgdStep(
            INDArray parameters, INDArray slopes, List<ParameterGroup> stretches, double momentum, int threads) {
        return new Nd4jSgdStep(parameters, slopes, stretches, momentum);
    }
}
