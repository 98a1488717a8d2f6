package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.BatchSizeCache;
import org.ncollapse.network.kernel.Conv2d;
import org.ncollapse.network.kernel.Conv2dShape;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution. In inference it can compute the batch normalization and the ReLU after it in the same pass. */
final class Conv2dLayer extends KernelLayer<Conv2dConfig> {
    private static final long serialVersionUID = 1L;

    private final transient BatchSizeCache<Conv2d> kernels = new BatchSizeCache<>();
    private transient BatchBuffer buffer;
    /** The batch normalization to compute in the same pass, or null. */
    private transient BatchNormLayer folded;

    private boolean soleConsumer;

    Conv2dLayer(NeuralNetConfiguration conf, DataType type, LayerContext context) {
        super(conf, type, context);
    }

    /** Computes the batch normalization after it too, with its fused activation. */
    void foldBatchNorm(BatchNormLayer batchNorm) {
        folded = batchNorm;
    }

    /** Computes the convolution only. */
    void unfoldBatchNorm() {
        folded = null;
    }

    /** Declares that nothing else reads the input, the output of a batch normalization with a ReLU. */
    void markAsSoleConsumer() {
        soleConsumer = true;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        Conv2dShape shape = shape();
        if (buffer == null) {
            buffer = new BatchBuffer(
                    context.kernels(),
                    shape.outputShape().sampleDimensions(context.kernels().layout()));
        }
        INDArray output = buffer.forBatch(shape.inputShape().batchSize());
        if (folded == null) {
            kernel(shape).forward(input, weights(), output);
        } else {
            kernel(shape)
                    .forwardFolded(
                            input,
                            weights(),
                            folded.foldedScale(),
                            folded.foldedShift(),
                            folded.fusedActivation(),
                            output);
        }
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray outputGradient, LayerWorkspaceMgr workspaces) {
        INDArray inputGradient = isFirstLayer()
                ? null
                : mayOverwriteInput()
                        ? context.gradientPool().overwrite(input)
                        : context.gradientPool().allocateLike(input);
        kernel(shape())
                .backward(
                        input,
                        weights(),
                        outputGradient,
                        inputGradient,
                        gradientView(ConvolutionParamInitializer.WEIGHT_KEY));
        return backwardResult(inputGradient);
    }

    private boolean mayOverwriteInput() {
        return soleConsumer && context.kernels().storesReluMask();
    }

    private INDArray weights() {
        return params.get(ConvolutionParamInitializer.WEIGHT_KEY);
    }

    private Conv2dShape shape() {
        Conv2dConfig conf = layerConf();
        return new Conv2dShape(
                context.shapeOf(input), (int) conf.getNOut(), conf.getKernelSize()[0], conf.getStride()[0]);
    }

    private Conv2d kernel(Conv2dShape shape) {
        return kernels.computeIfAbsent(
                shape.inputShape().batchSize(), rows -> context.kernels().conv2d(shape));
    }
}
