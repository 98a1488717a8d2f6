package org.ncollapse.network.layer;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.ncollapse.network.kernel.FusedActivation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configuration of a fully connected layer, with or without a bias and a ReLU. */
final class LinearConfig extends DenseLayer {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext context;

    LinearConfig(LayerContext context, int outputs, boolean bias, FusedActivation activation, WeightInit weights) {
        this.context = context;
        setNOut(outputs);
        setHasBias(bias);
        setActivationFn(
                (activation == FusedActivation.RELU ? Activation.RELU : Activation.IDENTITY).getActivationFunction());
        setWeightInitFn(weights.getWeightInitFunction());
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
                new LinearLayer(conf, type, context), initializer(), listeners, index, parameters, initialize);
    }
}
