package org.ncollapse.network.layer;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer with parameters whose arithmetic is done by {@link org.ncollapse.network.kernel.Kernels}, on arrays that are
 * kept from step to step.
 */
public abstract class KernelLayer<C extends org.deeplearning4j.nn.conf.layers.BaseLayer> extends BaseLayer<C> {
    private static final long serialVersionUID = 1L;

    final transient LayerContext workplace;
    private transient Pair<Gradient, INDArray> backwardResult;
    private boolean markAsFirstLayer;

    KernelLayer(NeuralNetConfiguration conf, DataType type, LayerContext workplace) {
        super(conf, type);
        this.workplace = workplace;
    }

    /** Completes an instance as Deeplearning4j's configurations do. */
    static <L extends KernelLayer<?>> L initialize(
            L layer,
            ParamInitializer initializer,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise) {
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        Map<String, INDArray> table = initializer.init(layer.conf(), parameters, initialise);
        layer.setParamTable(table);
        return layer;
    }

    /** Says that the input is the network's own: nothing wants its slope. */
    public final void markAsFirstLayer() {
        markAsFirstLayer = true;
    }

    final boolean isFirstLayer() {
        return markAsFirstLayer;
    }

    /** The slope of a parameter: a view of the network's flat gradient. */
    final INDArray gradientView(String parameter) {
        return gradientViews.get(parameter);
    }

    /**
     * What {@code backpropGradient} returns: the views, which hold the gradient by then, and the slope of the input;
     * null where it is not wanted.
     */
    final Pair<Gradient, INDArray> backwardResult(INDArray inputSlope) {
        if (backwardResult == null) {
            Gradient views = new DefaultGradient(gradientsFlattened);
            paramTable().keySet().forEach(name -> views.setGradientFor(name, gradientView(name)));
            backwardResult = Pair.of(views, inputSlope);
        }
        backwardResult.setValue(inputSlope);
        return backwardResult;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }
}
