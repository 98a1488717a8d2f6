package org.ncollapse.network.kernel;

import java.util.List;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of a network's layers. Each factory method prepares one operation for one shape; the result is run for
 * every batch of that shape. Arrays are dense float32. Feature maps have the layout {@link #layout()}; parameters have
 * Deeplearning4j's. A <em>gradient</em> is that of the loss with respect to the array it is named for. Gradients are
 * written, not accumulated.
 */
public interface Kernels {

    /** What an operation applies to its result in the same pass. */
    enum Activation {
        NONE,
        RELU
    }

    /** The memory layout of feature maps. */
    TensorLayout layout();

    /** Fills an array with the first elements of {@code numbers}, which may be longer. */
    void copyInto(float[] numbers, INDArray array);

    /** Copies an array's elements in row-major order. */
    float[] toFloats(INDArray array);

    /** Returns a view of an array's elements in row-major order. */
    FloatVector floatVector(INDArray array);

    /** Cross-correlation without bias. Weights are out × in × height × width. */
    Conv2d conv2d(Conv2dShape shape);

    /**
     * Whether a batch normalization fused with a ReLU stores the ReLU's mask, so that its output may be overwritten
     * before its backward pass.
     */
    boolean storesReluMask();

    BatchNorm batchNorm(FeatureMapShape shape, double epsilon, Activation activation);

    /** @param activation the ReLU's backward pass is not included; see {@link #relu} */
    Linear linear(int rows, int inputs, int outputs, boolean bias, Activation activation);

    /** The mean over all positions of a map. */
    GlobalAvgPool globalAvgPool(FeatureMapShape shape);

    /** The sum of two batches. */
    Add add(FeatureMapShape shape, Activation activation);

    /** max(x, 0). */
    Relu relu(FeatureMapShape shape);

    /** Converts images from channels, height, width into {@link #layout()}. */
    LayoutConversion layoutConversion(FeatureMapShape shape);

    /** Writes factor · (a − b), element by element. */
    void scaledDifference(INDArray a, INDArray b, double factor, INDArray result);

    /**
     * Writes batch normalization by given statistics as x · foldedScale + foldedShift, channel by channel.
     *
     * @param scaleAndShift γ of all channels, then β of all channels
     */
    void foldBatchNorm(
            INDArray scaleAndShift,
            INDArray mean,
            INDArray variance,
            double epsilon,
            INDArray foldedScale,
            INDArray foldedShift);

    /** The data term of the objective, computed from the logits. */
    Criterion criterion(Loss loss);

    /**
     * SGD with momentum on a flat vector of parameters. The velocity starts at zero.
     *
     * @param gradients aligned with the parameters
     * @param groups ranges of the vectors, in order
     * @param momentum μ
     * @param threads threads for a step on the host; the result does not depend on them
     */
    SgdStep sgdStep(INDArray parameters, INDArray gradients, List<ParameterGroup> groups, double momentum, int threads);

    /** A convolution for one shape. */
    interface Conv2d {

        void forward(INDArray input, INDArray weights, INDArray output);

        /** Convolution for inference, then x · scale + shift per channel, then the activation, in the same pass. */
        void forwardFolded(
                INDArray input,
                INDArray weights,
                INDArray scale,
                INDArray shift,
                Activation activation,
                INDArray output);

        /**
         * @param inputGradient null if not needed; may be the input if the kernels {@linkplain Kernels#storesReluMask
         *     store the ReLU's mask}
         */
        void backward(
                INDArray input,
                INDArray weights,
                INDArray outputGradient,
                INDArray inputGradient,
                INDArray weightGradient);
    }

    /** Batch normalization for one shape. {@code scaleAndShift} holds γ of all channels, then β of all channels. */
    interface BatchNorm {

        /**
         * Normalizes by the batch's own mean and biased variance and writes them to {@code mean} and {@code variance}.
         */
        void forwardTraining(INDArray input, INDArray scaleAndShift, INDArray mean, INDArray variance, INDArray output);

        /** Normalizes by the given mean and variance. */
        void forwardInference(
                INDArray input, INDArray scaleAndShift, INDArray mean, INDArray variance, INDArray output);

        /**
         * Uses the arrays of the last {@link #forwardTraining}. With a fused ReLU, {@code outputGradient} is the
         * gradient of the ReLU's output.
         */
        void backward(
                INDArray input,
                INDArray scaleAndShift,
                INDArray mean,
                INDArray variance,
                INDArray outputGradient,
                INDArray inputGradient,
                INDArray scaleAndShiftGradient);
    }

    /** Wx + b for every row x. W is out × in in memory; {@code bias} is null without one. */
    interface Linear {

        void forward(INDArray input, INDArray weights, INDArray bias, INDArray output);

        /** @param inputGradient null if not needed */
        void backward(
                INDArray input,
                INDArray weights,
                INDArray outputGradient,
                INDArray inputGradient,
                INDArray weightGradient,
                INDArray biasGradient);
    }

    /** Global average pooling for one shape. */
    interface GlobalAvgPool {

        void forward(INDArray input, INDArray output);

        void backward(INDArray outputGradient, INDArray inputGradient);
    }

    /** A sum of two batches. {@code output} may be one of them. */
    interface Add {

        void forward(INDArray a, INDArray b, INDArray output);
    }

    /** A ReLU. {@code output} may be the input, and {@code inputGradient} may be {@code outputGradient}. */
    interface Relu {

        void forward(INDArray input, INDArray output);

        void backward(INDArray output, INDArray outputGradient, INDArray inputGradient);
    }

    /** A change of memory layout. */
    interface LayoutConversion {

        void convert(INDArray input, INDArray output);
    }

    /** A loss with its gradient and the number of errors. */
    interface Criterion {

        /**
         * Sums loss and errors over a batch. Ties go to the lower class index.
         *
         * @param logits rows × classes; overwritten with their gradient
         * @param labels a class for each row; the array may be longer
         */
        BatchResult lossAndGradient(INDArray logits, int[] labels);
    }

    /**
     * SGD with momentum and weight decay: v ← μv + (g/B + λw), w ← w − ηv. Parameters that are not trained are updated
     * by w ← w − g.
     */
    interface SgdStep {

        /**
         * @param learningRate η
         * @param batchSize B
         */
        void apply(double learningRate, int batchSize);

        /** v, aligned with the parameters. */
        FloatVector velocity();
    }
}
