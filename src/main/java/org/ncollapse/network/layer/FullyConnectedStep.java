package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A fully connected layer at work. */
final class FullyConnectedStep extends DirectLayer<FullyConnected> {
    private static final long serialVersionUID = 1L;

    private final transient PerRows<Kernels.Product> products = new PerRows<>();
    private final transient PerRows<Kernels.Rectification> rectifications = new PerRows<>();
    private final boolean rectified;
    private final transient Buffer output;
    private transient INDArray latest;

    FullyConnectedStep(NeuralNetConfiguration conf, DataType type, Workplace workplace) {
        super(conf, type, workplace);
        rectified = layerConf().getActivationFn() instanceof ActivationReLU;
        output = new Buffer(layerConf().getNOut());
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        latest = output.rows(rows());
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
            linear = workplace.slopes().orOver(slope);
            rectifications
                    .of(rows(), rows -> workplace.kernels().rectification(workplace.shape(latest)))
                    .back(latest, slope, linear);
        }
        INDArray inputSlope = isLowest() ? null : workplace.slopes().like(input);
        product()
                .back(
                        input,
                        params.get(DefaultParamInitializer.WEIGHT_KEY),
                        linear,
                        inputSlope,
                        slope(DefaultParamInitializer.WEIGHT_KEY),
                        slope(DefaultParamInitializer.BIAS_KEY));
        if (linear != slope) {
            workplace.slopes().discard(linear);
        }
        return below(inputSlope);
    }

    private int rows() {
        return (int) input.size(0);
    }

    private Kernels.Product product() {
        return products.of(
                rows(),
                rows -> workplace
                        .kernels()
                        .product(
                                rows,
                                (int) layerConf().getNIn(),
                                (int) layerConf().getNOut(),
                                layerConf().hasBias(),
                                rectified));
    }
}
