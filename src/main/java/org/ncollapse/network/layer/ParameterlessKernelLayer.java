package org.ncollapse.network.layer;

import java.util.Collection;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.ncollapse.network.kernel.Kernels;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer without parameters that computes with {@link Kernels}. */
abstract class ParameterlessKernelLayer<C extends org.deeplearning4j.nn.conf.layers.Layer> extends AbstractLayer<C> {
    private static final long serialVersionUID = 1L;

    final transient LayerContext context;
    private final transient Pair<Gradient, INDArray> backwardResult = Pair.of(new DefaultGradient(), null);

    ParameterlessKernelLayer(NeuralNetConfiguration conf, DataType type, LayerContext context) {
        super(conf, type);
        this.context = context;
    }

    /** Completes an instance as Deeplearning4j's configurations do. */
    static <L extends ParameterlessKernelLayer<?>> L initialize(
            L layer, Collection<TrainingListener> listeners, int index) {
        layer.setListeners(listeners);
        layer.setIndex(index);
        return layer;
    }

    /** The return value of {@code backpropGradient}; the same object at every step. */
    final Pair<Gradient, INDArray> backwardResult(INDArray inputGradient) {
        backwardResult.setValue(inputGradient);
        return backwardResult;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void clearNoiseWeightParams() {
        // There are none.
    }
}
