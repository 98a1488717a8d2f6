package org.ncollapse.network.layer;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configuration of a fully connected layer, with or without a bias, with or without a ReLU behind it. */
final class LinearConfig extends DenseLayer {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext workplace;

    LinearConfig(LayerContext workplace, int outputs, boolean bias, boolean rectified, WeightInit weights) {
        this.workplace = workplace;
        setNOut(outputs);
        setHasBias(bias);
        setActivationFn((rectified ? Activation.RELU : Activation.IDENTITY).getActivationFunction());
        setWeightInitFn(weights.getWeightInitFunction());
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        return KernelLayer.initialize(
                new LinearLayer(conf, type, workplace), initializer(), listeners, index, parameters, initialise);
    }
}
