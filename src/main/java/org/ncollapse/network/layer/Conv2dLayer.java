package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.PerBatchSize;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution at work; in inference it may do the work of the normalisation and the ReLU behind it. */
final class Conv2dLayer extends KernelLayer<Conv2dConfig> {
    private static final long serialVersionUID = 1L;

    private final transient PerBatchSize<Kernels.Conv2d> kernels = new PerBatchSize<>();
    private transient BatchBuffer output;
    private transient BatchNormLayer absorbed;
    private boolean markAsSoleConsumer;

    Conv2dLayer(NeuralNetConfiguration conf, DataType type, LayerContext workplace) {
        super(conf, type, workplace);
    }

    /** Takes over the normalisation behind, with all that it has taken over itself; null gives it back. */
    void foldBatchNorm(BatchNormLayer normalization) {
        absorbed = normalization;
    }

    /** Says that nothing else reads the input, which a normalisation with its ReLU has put out. */
    void markAsSoleConsumer() {
        markAsSoleConsumer = true;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        Conv2dShape shape = shape();
        if (output == null) {
            output = new BatchBuffer(
                    shape.outputShape().sampleDimensions(workplace.kernels().layout()));
        }
        INDArray out = output.forBatch(shape.inputShape().batchSize());
        if (absorbed == null) {
            kernel(shape).forward(input, weights(), out);
        } else {
            kernel(shape)
                    .forwardFolded(
                            input,
                            weights(),
                            absorbed.foldedScale(),
                            absorbed.foldedShift(),
                            absorbed.isReluFused(),
                            out);
        }
        return out;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray slope, LayerWorkspaceMgr workspaces) {
        INDArray inputSlope = isFirstLayer()
                ? null
                : overInput()
                        ? workplace.gradientPool().overwrite(input)
                        : workplace.gradientPool().allocateLike(input);
        kernel(shape())
                .backward(input, weights(), slope, inputSlope, gradientView(ConvolutionParamInitializer.WEIGHT_KEY));
        return backwardResult(inputSlope);
    }

    private boolean overInput() {
        return markAsSoleConsumer && workplace.kernels().storesReluMask();
    }

    private INDArray weights() {
        return params.get(ConvolutionParamInitializer.WEIGHT_KEY);
    }

    private Conv2dShape shape() {
        Conv2dConfig conf = layerConf();
        return new Conv2dShape(
                workplace.shapeOf(input), (int) conf.getNOut(), conf.getKernelSize()[0], conf.getStride()[0]);
    }

    private Kernels.Conv2d kernel(Conv2dShape shape) {
        return kernels.computeIfAbsent(
                shape.inputShape().batchSize(), rows -> workplace.kernels().conv2d(shape));
    }
}
