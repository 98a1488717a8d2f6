package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution at work; in inference it may do the work of the normalisation and the ReLU behind it. */
final class ConvolutionStep extends DirectLayer<Convolution> {
    private static final long serialVersionUID = 1L;

    private final transient PerRows<Kernels.Convolution> kernels = new PerRows<>();
    private transient Buffer output;
    private transient NormalizationStep absorbed;
    private boolean solelyReads;

    ConvolutionStep(NeuralNetConfiguration conf, DataType type, Workplace workplace) {
        super(conf, type, workplace);
    }

    /** Takes over the normalisation behind, with all that it has taken over itself; null gives it back. */
    void absorb(NormalizationStep normalization) {
        absorbed = normalization;
    }

    /** Says that nothing else reads the input, which a normalisation with its ReLU has put out. */
    void solelyReads() {
        solelyReads = true;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        ConvolutionShape shape = shape();
        if (output == null) {
            output = new Buffer(shape.output().sample(workplace.kernels().format()));
        }
        INDArray out = output.rows(shape.input().rows());
        if (absorbed == null) {
            kernel(shape).forward(input, weights(), out);
        } else {
            kernel(shape)
                    .scaled(
                            input,
                            weights(),
                            absorbed.foldedGain(),
                            absorbed.foldedShift(),
                            absorbed.isRectified(),
                            out);
        }
        return out;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray slope, LayerWorkspaceMgr workspaces) {
        INDArray inputSlope = isLowest()
                ? null
                : overInput()
                        ? workplace.slopes().over(input)
                        : workplace.slopes().like(input);
        kernel(shape()).back(input, weights(), slope, inputSlope, slope(ConvolutionParamInitializer.WEIGHT_KEY));
        return below(inputSlope);
    }

    private boolean overInput() {
        return solelyReads && workplace.kernels().keepsSigns();
    }

    private INDArray weights() {
        return params.get(ConvolutionParamInitializer.WEIGHT_KEY);
    }

    private ConvolutionShape shape() {
        Convolution conf = layerConf();
        return new ConvolutionShape(
                workplace.shape(input), (int) conf.getNOut(), conf.getKernelSize()[0], conf.getStride()[0]);
    }

    private Kernels.Convolution kernel(ConvolutionShape shape) {
        return kernels.of(shape.input().rows(), rows -> workplace.kernels().convolution(shape));
    }
}
