package org.ncollapse.network.kernel.nd4j;

import java.util.Arrays;
import java.util.List;
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
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastCopyOp;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.SubOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Kernels made of ND4J's operations, channels first. They run on every device that ND4J supports. No method loops over
 * elements on the host.
 */
public final class Nd4jKernels implements Kernels {

    @Override
    public TensorLayout layout() {
        return TensorLayout.NCHW;
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
    public Conv2d conv2d(Conv2dShape shape) {
        return new Nd4jConv2d(shape);
    }

    @Override
    public boolean storesReluMask() {
        return false;
    }

    @Override
    public BatchNorm batchNorm(FeatureMapShape shape, double epsilon, FusedActivation activation) {
        return new Nd4jBatchNorm(shape, epsilon, activation);
    }

    @Override
    public Linear linear(int rows, int inputs, int outputs, boolean bias, FusedActivation activation) {
        return new Nd4jLinear(activation);
    }

    @Override
    public GlobalAvgPool globalAvgPool(FeatureMapShape shape) {
        return new GlobalAvgPool() {
            @Override
            public void forward(INDArray input, INDArray output) {
                output.assign(input.mean(2, 3));
            }

            @Override
            public void backward(INDArray outputGradient, INDArray inputGradient) {
                Nd4j.exec(new BroadcastCopyOp(inputGradient, outputGradient, inputGradient, 0, 1));
                inputGradient.divi(shape.height() * shape.width());
            }
        };
    }

    @Override
    public Add add(FeatureMapShape shape, FusedActivation activation) {
        return (a, b, output) -> {
            Nd4j.exec(new AddOp(a, b, output));
            if (activation == FusedActivation.RELU) {
                Nd4j.exec(new RectifiedLinear(output, output, 0));
            }
        };
    }

    @Override
    public Relu relu(FeatureMapShape shape) {
        Libnd4jOp backward = new Libnd4jOp("relu_bp", new long[0]);
        return new Relu() {
            @Override
            public void forward(INDArray input, INDArray output) {
                Nd4j.exec(new RectifiedLinear(input, output, 0));
            }

            @Override
            public void backward(INDArray output, INDArray outputGradient, INDArray inputGradient) {
                backward.execute(new INDArray[] {output, outputGradient}, inputGradient);
            }
        };
    }

    @Override
    public LayoutConversion layoutConversion(FeatureMapShape shape) {
        return (input, output) -> output.assign(input);
    }

    @Override
    public void scaledDifference(INDArray a, INDArray b, double scale, double factor, INDArray result) {
        INDArray scaled = result.reshape(a.length());
        Nd4j.exec(new ScalarMultiplication(b.reshape(a.length()), null, scaled, scale));
        Nd4j.exec(new SubOp(a.reshape(a.length()), scaled, scaled));
        result.muli(factor);
    }

    @Override
    public void addMultiple(INDArray a, double factor, INDArray b, INDArray result) {
        Nd4j.exec(new AddOp(a, b.mul(factor), result));
    }

    @Override
    public void foldBatchNorm(
            INDArray scaleAndShift,
            INDArray mean,
            INDArray variance,
            double epsilon,
            INDArray foldedScale,
            INDArray foldedShift) {
        long channels = mean.length();
        INDArray scale = scaleAndShift.get(NDArrayIndex.interval(0, channels));
        INDArray shift = scaleAndShift.get(NDArrayIndex.interval(channels, 2 * channels));
        foldedScale.assign(variance.reshape(1, channels)).addi(epsilon);
        Transforms.sqrt(foldedScale, false).rdivi(scale.reshape(1, channels));
        foldedShift.assign(mean.reshape(1, channels)).muli(foldedScale).rsubi(shift.reshape(1, channels));
    }

    @Override
    public Criterion criterion(Loss loss) {
        return new Nd4jCriterion(loss);
    }

    @Override
    public OptimizerStep optimizerStep(
            INDArray parameters,
            INDArray gradients,
            List<ParameterGroup> groups,
            OptimizerSpec optimizer,
            int threads) {
        return new Nd4jOptimizerStep(parameters, gradients, groups, optimizer);
    }
}
