package org.ncollapse.network.layer;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configuration of a batch normalisation that keeps running mean and biased variance. */
final class BatchNormConfig extends BatchNormalization {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext workplace;

    BatchNormConfig(LayerContext workplace, double epsilon, double decay) {
        this.workplace = workplace;
        setEps(epsilon);
        setDecay(decay);
        setUseLogStd(false);
        setCnn2DFormat(workplace.dl4jFormat());
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
                new BatchNormLayer(conf, type, workplace), initializer(), listeners, index, parameters, initialise);
    }
}
