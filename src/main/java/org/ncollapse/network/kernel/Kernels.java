package org.ncollapse.network.kernel;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
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

    /** The GPU that these kernels were made for; empty if they run on the device of ND4J. */
    default Optional<String> gpu() {
        return Optional.empty();
    }

    /** What has compiled these kernels on this machine; empty if they came compiled. */
    default Optional<String> compiler() {
        return Optional.empty();
    }

    /** Frees the device, where these kernels have opened one. No operation or array of them may be used afterward. */
    default void close() {}

    /** The memory layout of feature maps. */
    TensorLayout layout();

    /**
     * Allocates a vector of {@code length} elements in the memory that these kernels compute in. Its contents are
     * undefined. Views of it may be taken; only kernels read or write its elements.
     */
    INDArray allocate(long length);

    /** Frees a vector from {@link #allocate}. */
    void free(INDArray vector);

    /** Returns an array of the host in the memory of these kernels: the same array on the CPU, a copy on a GPU. */
    INDArray toKernelMemory(INDArray hostArray);

    /** Returns an array in the host's memory: the same array on the CPU, a copy on a GPU. */
    INDArray toHostMemory(INDArray array);

    /** Whether all elements are finite numbers. */
    boolean isFinite(INDArray array);

    /** Fills an array with the first elements of {@code numbers}, which may be longer. */
    void copyInto(float[] numbers, INDArray array);

    /** Copies the elements of a dense array in the order of the memory, which is row-major if not said otherwise. */
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

    /**
     * Whether a batch normalization can leave its output to the residual sum after it, which then normalizes, adds and
     * rectifies in one pass: {@link BatchNorm#statistics} and {@link BatchNorm#normalizeAndAdd}.
     */
    default boolean fusesResidualSum() {
        return false;
    }

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

    /**
     * Prepares training steps: a batch of {@code images}, its forward pass, the criterion, the backward pass, SGD.
     *
     * @param sgdStep made by these kernels
     */
    default TrainingLoop trainingLoop(
            NetworkPasses network, LabeledImages images, int batchSize, Loss loss, SgdStep sgdStep) {
        return new HostTrainingLoop(network, images, batchSize, criterion(loss), sgdStep);
    }

    /** Prepares a pass over {@code images}, in their order, that returns the features at taps of the network. */
    default InferenceLoop inferenceLoop(NetworkPasses network, LabeledImages images, int batchSize, List<String> taps) {
        return new HostInferenceLoop(this, network, images, batchSize, taps);
    }

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

        /**
         * The same, and writes the gradients of the running statistics.
         *
         * @param kernels those that this operation is of
         */
        default void forwardTraining(
                INDArray input,
                INDArray scaleAndShift,
                INDArray mean,
                INDArray variance,
                INDArray output,
                RunningStatistics running,
                Kernels kernels) {
            forwardTraining(input, scaleAndShift, mean, variance, output);
            kernels.scaledDifference(running.mean(), mean, running.factor(), running.meanGradient());
            kernels.scaledDifference(running.variance(), variance, running.factor(), running.varianceGradient());
        }

        /** The first part of {@link #forwardTraining}: everything but the output. */
        default void statistics(INDArray input, INDArray mean, INDArray variance, RunningStatistics running) {
            throw new UnsupportedOperationException("the residual sum is not fused");
        }

        /**
         * The second part, after {@link #statistics}: writes the normalized input + the residual, then the ReLU if
         * there is one.
         *
         * @param output may be the residual
         */
        default void normalizeAndAdd(Normalization own, INDArray residual, Activation activation, INDArray output) {
            throw new UnsupportedOperationException("the residual sum is not fused");
        }

        /** The same where the residual is normalized too, by an operation of these kernels. */
        default void normalizeAndAdd(
                Normalization own,
                BatchNorm ofResidual,
                Normalization residual,
                Activation activation,
                INDArray output) {
            throw new UnsupportedOperationException("the residual sum is not fused");
        }

        /**
         * The backward pass where a residual sum and its ReLU follow, after {@link #normalizeAndAdd}.
         *
         * @param outputGradient of the ReLU's output; overwritten with the gradient of the sum
         * @param sumOutput the ReLU's output
         */
        default void backwardThroughSum(
                Normalization own,
                INDArray variance,
                INDArray outputGradient,
                INDArray sumOutput,
                INDArray inputGradient,
                INDArray scaleAndShiftGradient) {
            throw new UnsupportedOperationException("the residual sum is not fused");
        }

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

    /** What a batch normalization reads. */
    record Normalization(INDArray input, INDArray scaleAndShift, INDArray mean) {}

    /**
     * Running statistics of a batch normalization. Their gradient is the amount to subtract from them: factor ·
     * (running − batch).
     */
    record RunningStatistics(
            INDArray mean, INDArray variance, double factor, INDArray meanGradient, INDArray varianceGradient) {}

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

        /**
         * The same where the input is the output of a ReLU: {@code inputGradient} then is the gradient of that ReLU's
         * input.
         *
         * @param relu for the shape of the input
         */
        default void backwardThroughRelu(
                INDArray input,
                INDArray weights,
                INDArray outputGradient,
                INDArray inputGradient,
                INDArray weightGradient,
                INDArray biasGradient,
                Relu relu) {
            backward(input, weights, outputGradient, inputGradient, weightGradient, biasGradient);
            relu.backward(input, inputGradient, inputGradient);
        }
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

    /**
     * Prepares passes that count misclassified images with the head in double precision, without a copy of the features
     * to the host.
     *
     * @param tap the head's input
     * @param weights of the head
     * @param bias of the head; null if it has none
     * @return empty if these kernels leave the count to the host
     */
    default Optional<ErrorCounter> errorCounter(
            NetworkPasses network, LabeledImages images, int batchSize, String tap, INDArray weights, INDArray bias) {
        return Optional.empty();
    }

    /** Counts misclassified images. */
    interface ErrorCounter {

        /** The number of batches in the split. */
        int batches();

        /** Runs batches from {@code first} on. */
        ErrorCount run(int first);
    }

    /**
     * Errors in some batches.
     *
     * @param errors the number of images that are misclassified or have a logit that is not finite
     */
    record ErrorCount(int batches, int errors) {}

    /** The passes of a network over one batch. */
    interface NetworkPasses {

        /** The array for {@code rows} images that the first layer reads: the same one for the same number of rows. */
        INDArray inputOf(int rows);

        /** Copies the first {@code rows} images, of C·H·W elements each, into that array. */
        INDArray load(float[] images, int rows);

        /** Returns the logits of a forward pass in training mode, in an array that may be overwritten. */
        INDArray forwardTraining(INDArray input);

        /** The backward pass after {@link #forwardTraining}. */
        void backward(INDArray logitsGradient);

        /**
         * A forward pass in inference mode.
         *
         * @param reader receives the index of each tap and its features, rows × width, in an array that is overwritten
         *     later
         */
        void forwardInference(INDArray input, List<String> taps, BiConsumer<Integer, INDArray> reader);

        /** The number of features at a tap. */
        int tapWidth(String tap);
    }

    /** The steps of training, epoch by epoch. */
    interface TrainingLoop {

        /**
         * Starts an epoch.
         *
         * @param order the image at each position; batches are taken in this order
         * @param learningRates η of each of the epoch's steps
         * @param firstStep the number of steps to skip
         */
        void startEpoch(int[] order, double[] learningRates, int firstStep);

        /**
         * Runs the next steps: one on the CPU; on a GPU as many as take some 50 ms, and not past the end of the epoch.
         * Steps after one whose loss is not finite are of no use.
         *
         * @return the result of each of them
         */
        List<BatchResult> runSteps();
    }

    /** A pass over a split in inference mode. */
    interface InferenceLoop {

        /** The number of batches in the split. */
        int batches();

        /** Runs the batches from {@code first} on: one on the CPU, several on a GPU. */
        List<FeatureBatch> run(int first);
    }

    /**
     * The features of one batch.
     *
     * @param features for each tap, rows × width elements
     * @param labels the class of each row
     */
    record FeatureBatch(List<float[]> features, int[] labels, int rows) {}
}
