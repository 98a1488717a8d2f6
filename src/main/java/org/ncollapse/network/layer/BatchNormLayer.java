package org.ncollapse.network.layer;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.BatchNorm;
import org.ncollapse.network.kernel.BatchSizeCache;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.Normalization;
import org.ncollapse.network.kernel.RunningStatistics;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A batch normalization layer. It can compute the ReLU after it in the same pass. In inference the convolution before
 * it can compute the normalization; this layer is then fused away. As in Deeplearning4j, the gradient of a running
 * statistic is the amount to subtract from it.
 */
final class BatchNormLayer extends KernelLayer<BatchNormConfig> implements ReluFusable {
    private static final long serialVersionUID = 1L;

    private final transient BatchSizeCache<BatchNorm> withoutRelu = new BatchSizeCache<>();
    private final transient BatchSizeCache<BatchNorm> withRelu = new BatchSizeCache<>();
    private final int channels;
    private final transient INDArray mean;
    private final transient INDArray variance;
    private final transient INDArray foldedScale;
    private final transient INDArray foldedShift;
    private transient INDArray scaleAndShift;
    private transient INDArray scaleAndShiftGradient;
    private transient RunningStatistics running;
    private transient BatchBuffer buffer;
    private FusedActivation activation = FusedActivation.NONE;
    private boolean fusedAway;
    private boolean feedsSumOnly;
    /** Whether the residual sum that follows computes the output in training. */
    private boolean completedBySum;

    private transient INDArray rectifiedSum;

    BatchNormLayer(NeuralNetConfiguration conf, DataType type, LayerContext context) {
        super(conf, type, context);
        channels = (int) layerConf().getNOut();
        mean = perChannel();
        variance = perChannel();
        foldedScale = perChannel();
        foldedShift = perChannel();
    }

    private INDArray perChannel() {
        return context.kernels().allocate(channels).reshape(1, channels);
    }

    @Override
    public void setFusedActivation(FusedActivation activation) {
        this.activation = activation;
    }

    FusedActivation fusedActivation() {
        return activation;
    }

    /** Sets whether the convolution before it computes this layer, which then passes on its input. */
    void setFusedAway(boolean fusedAway) {
        this.fusedAway = fusedAway;
        if (fusedAway) {
            context.kernels()
                    .foldBatchNorm(
                            scaleAndShift(),
                            runningStatistic(BatchNormalizationParamInitializer.GLOBAL_MEAN),
                            runningStatistic(BatchNormalizationParamInitializer.GLOBAL_VAR),
                            layerConf().getEps(),
                            foldedScale,
                            foldedShift);
        }
    }

    /** Declares that only the residual sum that follows reads the output: it is not kept. */
    void markFeedsSumOnly() {
        feedsSumOnly = true;
    }

    /** Declares that the residual sum that follows computes the output in training. */
    void markCompletedBySum() {
        completedBySum = true;
    }

    /**
     * Lets the next backward pass include that of the ReLU after the residual sum.
     *
     * @param output of the ReLU
     */
    void applyReluMaskOf(INDArray output) {
        rectifiedSum = output;
    }

    /** The operation of the last pass. */
    BatchNorm kernel() {
        return kernel(context.shapeOf(input));
    }

    /** What the operation reads, in the last pass. */
    Normalization normalization() {
        return new Normalization(input, scaleAndShift(), mean);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        if (fusedAway) {
            return input;
        }
        FeatureMapShape shape = context.shapeOf(input);
        if (training && completedBySum) {
            kernel(shape).statistics(input, mean, variance, runningStatistics());
            return feedsSumOnly ? input : bufferFor(shape.batchSize());
        }
        INDArray result = feedsSumOnly ? context.scratch(input) : bufferFor(shape.batchSize());
        if (training) {
            kernel(shape)
                    .forwardTraining(
                            input, scaleAndShift(), mean, variance, result, runningStatistics(), context.kernels());
        } else {
            kernel(shape)
                    .forwardInference(
                            input,
                            scaleAndShift(),
                            runningStatistic(BatchNormalizationParamInitializer.GLOBAL_MEAN),
                            runningStatistic(BatchNormalizationParamInitializer.GLOBAL_VAR),
                            result);
        }
        return result;
    }

    private INDArray bufferFor(int rows) {
        if (buffer == null) {
            buffer = new BatchBuffer(context.kernels(), Arrays.copyOfRange(input.shape(), 1, input.rank()));
        }
        return buffer.forBatch(rows);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray outputGradient, LayerWorkspaceMgr workspaces) {
        if (scaleAndShiftGradient == null) {
            scaleAndShiftGradient = scaleAndShiftOf(gradientsFlattened);
        }
        INDArray inputGradient = context.gradientPool().inPlaceOrAllocate(outputGradient);
        if (rectifiedSum == null) {
            kernel().backward(
                            input,
                            scaleAndShift(),
                            mean,
                            variance,
                            outputGradient,
                            inputGradient,
                            scaleAndShiftGradient);
        } else {
            kernel().backwardThroughSum(
                            normalization(),
                            variance,
                            outputGradient,
                            rectifiedSum,
                            inputGradient,
                            scaleAndShiftGradient);
            rectifiedSum = null;
        }
        return backwardResult(inputGradient);
    }

    /** γ/√(σ² + ε), with the running variance σ². */
    INDArray foldedScale() {
        return foldedScale;
    }

    /** β − mean · foldedScale, with the running mean. */
    INDArray foldedShift() {
        return foldedShift;
    }

    private INDArray scaleAndShift() {
        if (scaleAndShift == null) {
            scaleAndShift = scaleAndShiftOf(paramsFlattened);
        }
        return scaleAndShift;
    }

    /** γ and β, which come first in the layer's part of a flat vector. */
    private INDArray scaleAndShiftOf(INDArray flat) {
        return flat.reshape(flat.length()).get(NDArrayIndex.interval(0, 2L * channels));
    }

    private RunningStatistics runningStatistics() {
        if (running == null) {
            running = new RunningStatistics(
                    runningStatistic(BatchNormalizationParamInitializer.GLOBAL_MEAN),
                    runningStatistic(BatchNormalizationParamInitializer.GLOBAL_VAR),
                    1 - layerConf().getDecay(),
                    gradientView(BatchNormalizationParamInitializer.GLOBAL_MEAN),
                    gradientView(BatchNormalizationParamInitializer.GLOBAL_VAR));
        }
        return running;
    }

    private BatchNorm kernel(FeatureMapShape shape) {
        return (activation == FusedActivation.RELU ? withRelu : withoutRelu)
                .computeIfAbsent(
                        shape.batchSize(),
                        rows -> context.kernels().batchNorm(shape, layerConf().getEps(), activation));
    }

    private INDArray runningStatistic(String statistic) {
        return params.get(statistic);
    }
}
