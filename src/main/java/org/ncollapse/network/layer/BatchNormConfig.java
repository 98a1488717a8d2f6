package org.ncollapse.network.layer;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configuration of a batch normalization with running mean and unbiased running variance, as in PyTorch. */
final class BatchNormConfig extends BatchNormalization {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext context;

    BatchNormConfig(LayerContext context, double epsilon, double decay) {
        this.context = context;
        setEps(epsilon);
        setDecay(decay);
        setUseLogStd(false);
        setCnn2DFormat(context.dl4jFormat());
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
                new BatchNormLayer(conf, type, context), initializer(), listeners, index, parameters, initialize);
    }
}
