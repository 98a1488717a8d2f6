package org.ncollapse.network.layer;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configuration of a ReLU. */
final class ReluConfig extends ActivationLayer {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext context;

    ReluConfig(LayerContext context) {
        super(Activation.RELU);
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
        return ParameterlessKernelLayer.initialize(new ReluLayer(conf, type, context), listeners, index);
    }
}
