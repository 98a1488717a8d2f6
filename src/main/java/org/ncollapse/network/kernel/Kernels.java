package org.ncollapse.network.kernel;

import java.util.List;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where the layers' arithmetic is done. Each method lays out one operation for one shape, once; what it returns is run
 * at every batch of that shape. Arrays are dense float32, batches in the order of {@link #layout()}, parameters as
 * Deeplearning4j keeps them. A <em>slope</em> is the gradient of the loss by what it is named after; it is written, not
 * added to.
 */
public interface Kernels {

    /** The memory layout of feature maps. */
    TensorLayout layout();

    /** Fills an array with the first of the numbers; there may be more. */
    void copyInto(float[] numbers, INDArray array);

    /** A copy of an array's numbers, row by row. */
    float[] toFloats(INDArray array);

    /** An array's numbers, row by row, for reading and writing in place. */
    FloatVector floatVector(INDArray array);

    /** Cross-correlation without bias; weights are out × in × height × width. */
    Conv2d conv2d(Conv2dShape shape);

    /**
     * Whether a normalisation with a ReLU remembers its signs, so that its output may be overwritten before it goes
     * back.
     */
    boolean storesReluMask();

    /** @param rectified whether a ReLU follows in the same pass */
    BatchNorm batchNorm(FeatureMapShape shape, double epsilon, boolean rectified);

    /** @param rectified whether a ReLU follows in the same pass; its slope is passed through by {@link #relu} */
    Linear linear(int rows, int inputs, int outputs, boolean bias, boolean rectified);

    /** Means over all positions of a map. */
    GlobalAvgPool globalAvgPool(FeatureMapShape shape);

    /** @param rectified whether a ReLU follows in the same pass */
    Add add(FeatureMapShape shape, boolean rectified);

    /** max(x, 0). */
    Relu relu(FeatureMapShape shape);

    /** Brings images of the order channel, row, column into that of {@link #layout()}. */
    LayoutConversion layoutConversion(FeatureMapShape shape);

    /** share · (one − other), number by number. */
    void scaledDifference(INDArray one, INDArray other, double share, INDArray result);

    /** What normalisation by given statistics comes to: x · gain + shift, channel by channel. */
    void foldBatchNorm(
            INDArray gainAndShift, INDArray mean, INDArray variance, double epsilon, INDArray gain, INDArray shift);

    /** The data term at the logits. */
    Criterion criterion(Loss loss);

    /**
     * Gradient descent on one pair of flat vectors, from rest: the velocity starts at zero.
     *
     * @param slopes aligned with the parameters
     * @param stretches the vectors' parts, in their order
     * @param momentum μ
     * @param threads that may share a step on the host; the result does not depend on them
     */
    SgdStep sgdStep(INDArray parameters, INDArray slopes, List<ParameterGroup> stretches, double momentum, int threads);

    /** A convolution of one shape. */
    interface Conv2d {

        void forward(INDArray input, INDArray weights, INDArray output);

        /**
         * Inference with what follows in the same pass: each channel times its gain, plus its shift, and a ReLU if
         * asked for.
         */
        void forwardFolded(
                INDArray input, INDArray weights, INDArray gain, INDArray shift, boolean rectified, INDArray output);

        /**
         * @param inputSlope null where it is not wanted; may be the input if the kernels
         *     {@linkplain Kernels#storesReluMask keep signs}
         */
        void backward(INDArray input, INDArray weights, INDArray slope, INDArray inputSlope, INDArray weightSlope);
    }

    /** A batch normalisation of one shape; gain and shift of all channels lie behind each other in one vector. */
    interface BatchNorm {

        /**
         * Normalises by the batch's own mean and biased variance and leaves them in {@code mean} and {@code variance}.
         */
        void forwardTraining(INDArray input, INDArray gainAndShift, INDArray mean, INDArray variance, INDArray output);

        /** Normalises by the mean and variance given. */
        void forwardInference(INDArray input, INDArray gainAndShift, INDArray mean, INDArray variance, INDArray output);

        /**
         * Takes what the last {@link #forwardTraining} was given and left; with a ReLU, {@code slope} is the one behind
         * it.
         */
        void backward(
                INDArray input,
                INDArray gainAndShift,
                INDArray mean,
                INDArray variance,
                INDArray slope,
                INDArray inputSlope,
                INDArray gainAndShiftSlope);
    }

    /** Wx + b for every row x; W is out × in in memory, {@code bias} is null without one. */
    interface Linear {

        void forward(INDArray input, INDArray weights, INDArray bias, INDArray output);

        /** @param inputSlope null where it is not wanted */
        void backward(
                INDArray input,
                INDArray weights,
                INDArray slope,
                INDArray inputSlope,
                INDArray weightSlope,
                INDArray biasSlope);
    }

    /** An average over positions. */
    interface GlobalAvgPool {

        void forward(INDArray input, INDArray output);

        void backward(INDArray slope, INDArray inputSlope);
    }

    /** A sum of two batches; {@code output} may be one of them. */
    interface Add {

        void forward(INDArray one, INDArray other, INDArray output);
    }

    /** A ReLU; {@code output} may be the input, and {@code inputSlope} the slope. */
    interface Relu {

        void forward(INDArray input, INDArray output);

        void backward(INDArray output, INDArray slope, INDArray inputSlope);
    }

    /** A change of order. */
    interface LayoutConversion {

        void convert(INDArray input, INDArray output);
    }

    /** A loss with its gradient and the count of errors. */
    interface Criterion {

        /**
         * The sum over a batch; ties between logits go to the lower class.
         *
         * @param logits rows × classes; their slope is left in their place
         * @param labels one for each row, and perhaps more
         */
        BatchResult lossAndGradient(INDArray logits, int[] labels);
    }

    /**
     * Heavy-ball momentum and the penalty's gradient: v ← μv + (g/B + λw), w ← w − ηv. What is not trained takes w ← w
     * − g.
     */
    interface SgdStep {

        /**
         * @param rate η
         * @param batchSize B
         */
        void apply(double rate, int batchSize);

        /** v, aligned with the parameters. */
        FloatVector velocity();
    }
}
