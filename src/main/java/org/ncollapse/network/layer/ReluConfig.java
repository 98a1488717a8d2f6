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

    private final transient LayerContext workplace;

    ReluConfig(LayerContext workplace) {
        super(Activation.RELU);
        this.workplace = workplace;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        ReluLayer step = new ReluLayer(conf, type, workplace);
        step.setListeners(listeners);
        step.setIndex(index);
        return step;
    }
}
