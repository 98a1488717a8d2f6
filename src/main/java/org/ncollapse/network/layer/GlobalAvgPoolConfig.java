package org.ncollapse.network.layer;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configuration of a global average pooling. */
final class GlobalAvgPoolConfig extends GlobalPoolingLayer {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext context;

    GlobalAvgPoolConfig(LayerContext context) {
        super(PoolingType.AVG);
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
        return ParameterlessKernelLayer.initialize(new GlobalAvgPoolLayer(conf, type, context), listeners, index);
    }
}
