package org.ncollapse.network.layer;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configuration of the average over all positions of a map. */
final class GlobalAvgPoolConfig extends GlobalPoolingLayer {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext workplace;

    GlobalAvgPoolConfig(LayerContext workplace) {
        super(PoolingType.AVG);
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
        GlobalAvgPoolLayer step = new GlobalAvgPoolLayer(conf, type, workplace);
        step.setListeners(listeners);
        step.setIndex(index);
        return step;
    }
}
