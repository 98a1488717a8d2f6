package org.ncollapse.network.layer;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.ncollapse.network.kernel.Conv2dShape;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configuration of a convolution with a square kernel and no bias. */
final class Conv2dConfig extends ConvolutionLayer {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext context;

    Conv2dConfig(LayerContext context, int outChannels, int kernelSize, int stride) {
        super(new ConvolutionLayer.Builder(kernelSize, kernelSize)
                .stride(stride, stride)
                .padding(Conv2dShape.padding(kernelSize), Conv2dShape.padding(kernelSize))
                .nOut(outChannels)
                .activation(Activation.IDENTITY)
                .hasBias(false)
                .convolutionMode(ConvolutionMode.Truncate)
                .dataFormat(context.dl4jFormat()));
        this.context = context;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        return KernelLayer.initialize(
                new Conv2dLayer(conf, type, context), initializer(), listeners, index, parameters, initialize);
    }
}
