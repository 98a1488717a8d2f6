package org.ncollapse.network.kernel;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of a network's layers. Each factory method prepares one operation for one shape; the result is run for
 * every batch of that shape. Arrays are dense float32. Feature maps have the layout {@link #layout()}; parameters have
 * Deeplearning4j's. A <em>gradient</em> is that of the loss with respect to the array it is named for. Gradients are
 * written, not accumulated.
 */
public interface Kernels extends KernelMemory {

    /** The GPU that these kernels were made for; empty if they run on the device of ND4J. */
    default Optional<String> gpu() {
        return Optional.empty();
    }

    /** What has compiled these kernels on this machine; empty if they came compiled. */
    default Optional<String> compiler() {
        return Optional.empty();
    }

    /** The bytes of the GPU's memory that no process uses; empty if these kernels have opened no GPU. */
    default OptionalLong freeGpuMemory() {
        return OptionalLong.empty();
    }

    /** Frees the device, where these kernels have opened one. No operation or array of them may be used afterward. */
    default void close() {}

    /** The memory layout of feature maps. */
    TensorLayout layout();

    /** Cross-correlation without bias. Weights are out × in × height × width. */
    Conv2d conv2d(Conv2dShape shape);

    /**
     * Whether a batch normalization fused with a ReLU stores the ReLU's mask, so that its output may be overwritten
     * before its backward pass.
     */
    boolean storesReluMask();

    BatchNorm batchNorm(FeatureMapShape shape, double epsilon, FusedActivation activation);

    /**
     * Whether a batch normalization can leave its output to the residual sum after it, which then normalizes, adds and
     * rectifies in one pass: {@link BatchNorm#statistics} and {@link BatchNorm#normalizeAndAdd}.
     */
    default boolean fusesResidualSum() {
        return false;
    }

    /** @param activation the ReLU's backward pass is not included; see {@link #relu} */
    Linear linear(int rows, int inputs, int outputs, boolean bias, FusedActivation activation);

    /** The mean over all positions of a map. */
    GlobalAvgPool globalAvgPool(FeatureMapShape shape);

    /** The sum of two batches. */
    Add add(FeatureMapShape shape, FusedActivation activation);

    /** max(x, 0). */
    Relu relu(FeatureMapShape shape);

    /** Converts images from channels, height, width into {@link #layout()}. */
    LayoutConversion layoutConversion(FeatureMapShape shape);

    /** Writes factor · (a − scale · b), element by element. */
    void scaledDifference(INDArray a, INDArray b, double scale, double factor, INDArray result);

    /** Writes a + factor · b, element by element. {@code result} may be {@code a}. */
    void addMultiple(INDArray a, double factor, INDArray b, INDArray result);

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
     * The optimizer's step on a flat vector of parameters. Its state starts at zero.
     *
     * @param gradients aligned with the parameters
     * @param groups ranges of the vectors, in order
     * @param threads threads for a step on the host; the result does not depend on them
     */
    OptimizerStep optimizerStep(
            INDArray parameters, INDArray gradients, List<ParameterGroup> groups, OptimizerSpec optimizer, int threads);

    /**
     * Prepares training steps: a batch of {@code images}, its forward pass, the criterion, the backward pass, and the
     * optimizer's step.
     *
     * @param optimizerStep made by these kernels
     */
    default TrainingLoop trainingLoop(
            NetworkPasses network, LabeledImages images, int batchSize, Loss loss, OptimizerStep optimizerStep) {
        return new HostTrainingLoop(network, images, batchSize, criterion(loss), optimizerStep);
    }

    /**
     * Prepares a pass over {@code images}, in their order, that returns the features at taps of the network.
     *
     * @param classes K; kernels that compute class moments do so for the labels 0 to K − 1
     */
    default InferenceLoop inferenceLoop(
            NetworkPasses network, LabeledImages images, int batchSize, List<String> taps, int classes) {
        return new HostInferenceLoop(this, network, images, batchSize, taps);
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
}
