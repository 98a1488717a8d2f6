package org.ncollapse.network.layer;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.ncollapse.network.kernel.Kernels;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer with parameters that computes with {@link Kernels}, on arrays that are kept between steps. */
public abstract class KernelLayer<C extends org.deeplearning4j.nn.conf.layers.BaseLayer> extends BaseLayer<C> {
    private static final long serialVersionUID = 1L;

    final transient LayerContext context;
    private transient Pair<Gradient, INDArray> backwardResult;
    private boolean firstLayer;

    KernelLayer(NeuralNetConfiguration conf, DataType type, LayerContext context) {
        super(conf, type);
        this.context = context;
    }

    /** Completes an instance as Deeplearning4j's configurations do. */
    static <L extends KernelLayer<?>> L initialize(
            L layer,
            ParamInitializer initializer,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize) {
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        Map<String, INDArray> table = initializer.init(layer.conf(), parameters, initialize);
        layer.setParamTable(table);
        return layer;
    }

    /** Declares that the input is the network's input, whose gradient is not needed. */
    public final void markAsFirstLayer() {
        firstLayer = true;
    }

    final boolean isFirstLayer() {
        return firstLayer;
    }

    /** The gradient of a parameter: a view of the network's flat gradient. */
    final INDArray gradientView(String parameter) {
        return gradientViews.get(parameter);
    }

    /**
     * The return value of {@code backpropGradient}: the views, which hold the gradient by then, and the input's
     * gradient; null if it is not needed. The same object at every step.
     */
    final Pair<Gradient, INDArray> backwardResult(INDArray inputGradient) {
        if (backwardResult == null) {
            Gradient views = new DefaultGradient(gradientsFlattened);
            paramTable().keySet().forEach(name -> views.setGradientFor(name, gradientView(name)));
            backwardResult = Pair.of(views, inputGradient);
        }
        backwardResult.setValue(inputGradient);
        return backwardResult;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }
}
