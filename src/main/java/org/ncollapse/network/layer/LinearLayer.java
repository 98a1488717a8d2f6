package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.BatchSizeCache;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.Linear;
import org.ncollapse.network.kernel.Relu;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A fully connected layer, with or without a ReLU. */
final class LinearLayer extends KernelLayer<LinearConfig> {
    private static final long serialVersionUID = 1L;

    private final transient BatchSizeCache<Linear> kernels = new BatchSizeCache<>();
    private final transient BatchSizeCache<Relu> reluKernels = new BatchSizeCache<>();
    private final transient BatchSizeCache<Relu> inputReluKernels = new BatchSizeCache<>();
    private final FusedActivation activation;
    private final transient BatchBuffer buffer;
    private transient INDArray lastOutput;
    /** Whether the backward pass includes that of the ReLU whose output is the input. */
    private boolean appliesReluMask;

    private boolean consumerAppliesReluMask;

    LinearLayer(NeuralNetConfiguration conf, DataType type, LayerContext context) {
        super(conf, type, context);
        activation =
                layerConf().getActivationFn() instanceof ActivationReLU ? FusedActivation.RELU : FusedActivation.NONE;
        buffer = new BatchBuffer(context.kernels(), layerConf().getNOut());
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        lastOutput = buffer.forBatch(rows());
        kernel().forward(
                        input,
                        params.get(DefaultParamInitializer.WEIGHT_KEY),
                        params.get(DefaultParamInitializer.BIAS_KEY),
                        lastOutput);
        return lastOutput;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray outputGradient, LayerWorkspaceMgr workspaces) {
        INDArray linearGradient = outputGradient;
        if (activation == FusedActivation.RELU && !consumerAppliesReluMask) {
            linearGradient = context.gradientPool().inPlaceOrAllocate(outputGradient);
            relu(lastOutput).backward(lastOutput, outputGradient, linearGradient);
        }
        INDArray inputGradient = isFirstLayer() ? null : context.gradientPool().allocateLike(input);
        INDArray weights = params.get(DefaultParamInitializer.WEIGHT_KEY);
        INDArray weightGradient = gradientView(DefaultParamInitializer.WEIGHT_KEY);
        INDArray biasGradient = gradientView(DefaultParamInitializer.BIAS_KEY);
        if (appliesReluMask) {
            kernel().backwardThroughRelu(
                            input, weights, linearGradient, inputGradient, weightGradient, biasGradient, relu(input));
        } else {
            kernel().backward(input, weights, linearGradient, inputGradient, weightGradient, biasGradient);
        }
        if (linearGradient != outputGradient) {
            context.gradientPool().releaseUnused(linearGradient);
        }
        return backwardResult(inputGradient);
    }

    /**
     * Declares that {@code consumer} alone reads this layer's output: it computes the backward pass of this layer's
     * ReLU, if there is one.
     */
    void setSoleConsumer(LinearLayer consumer) {
        consumerAppliesReluMask = activation == FusedActivation.RELU;
        consumer.appliesReluMask = consumerAppliesReluMask;
    }

    private Relu relu(INDArray batch) {
        return (batch == input ? inputReluKernels : reluKernels)
                .computeIfAbsent(rows(), rows -> context.kernels().relu(context.shapeOf(batch)));
    }

    private int rows() {
        return (int) input.size(0);
    }

    private Linear kernel() {
        return kernels.computeIfAbsent(
                rows(),
                rows -> context.kernels()
                        .linear(
                                rows,
                                (int) layerConf().getNIn(),
                                (int) layerConf().getNOut(),
                                layerConf().hasBias(),
                                activation));
    }
}
