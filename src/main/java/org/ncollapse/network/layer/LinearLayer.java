package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.PerBatchSize;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A fully connected layer at work. */
final class LinearLayer extends KernelLayer<LinearConfig> {
    private static final long serialVersionUID = 1L;

    private final transient PerBatchSize<Kernels.Linear> products = new PerBatchSize<>();
    private final transient PerBatchSize<Kernels.Relu> rectifications = new PerBatchSize<>();
    private final boolean rectified;
    private final transient BatchBuffer output;
    private transient INDArray latest;

    LinearLayer(NeuralNetConfiguration conf, DataType type, LayerContext workplace) {
        super(conf, type, workplace);
        rectified = layerConf().getActivationFn() instanceof ActivationReLU;
        output = new BatchBuffer(layerConf().getNOut());
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        latest = output.forBatch(rows());
        product()
                .forward(
                        input,
                        params.get(DefaultParamInitializer.WEIGHT_KEY),
                        params.get(DefaultParamInitializer.BIAS_KEY),
                        latest);
        return latest;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray slope, LayerWorkspaceMgr workspaces) {
        INDArray linear = slope;
        if (rectified) {
            linear = workplace.gradientPool().inPlaceOrAllocate(slope);
            rectifications
                    .computeIfAbsent(rows(), rows -> workplace.kernels().relu(workplace.shapeOf(latest)))
                    .backward(latest, slope, linear);
        }
        INDArray inputSlope = isFirstLayer() ? null : workplace.gradientPool().allocateLike(input);
        product()
                .backward(
                        input,
                        params.get(DefaultParamInitializer.WEIGHT_KEY),
                        linear,
                        inputSlope,
                        gradientView(DefaultParamInitializer.WEIGHT_KEY),
                        gradientView(DefaultParamInitializer.BIAS_KEY));
        if (linear != slope) {
            workplace.gradientPool().releaseUnused(linear);
        }
        return backwardResult(inputSlope);
    }

    private int rows() {
        return (int) input.size(0);
    }

    private Kernels.Linear product() {
        return products.computeIfAbsent(
                rows(),
                rows -> workplace
                        .kernels()
                        .linear(
                                rows,
                                (int) layerConf().getNIn(),
                                (int) layerConf().getNOut(),
                                layerConf().hasBias(),
                                rectified));
    }
}
