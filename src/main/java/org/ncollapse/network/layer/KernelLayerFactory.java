package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.WeightInit;

/**
 * Layers whose arithmetic {@link org.ncollapse.network.kernel.Kernels} do. They extend Deeplearning4j's configurations
 * and make their own implementations of them, so that initialisation, names and the flat vectors stay Deeplearning4j's.
 */
public final class KernelLayerFactory implements LayerFactory {

    private final LayerContext workplace;

    /** Layers of one network. */
    public KernelLayerFactory(LayerContext workplace) {
        this.workplace = workplace;
    }

    @Override
    public CNN2DFormat format() {
        return workplace.dl4jFormat();
    }

    @Override
    public Layer conv2d(int outChannels, int kernelSize, int stride) {
        return new Conv2dConfig(workplace, outChannels, kernelSize, stride);
    }

    @Override
    public Layer batchNorm(double epsilon, double decay) {
        return new BatchNormConfig(workplace, epsilon, decay);
    }

    @Override
    public Layer relu() {
        return new ReluConfig(workplace);
    }

    @Override
    public GraphVertex residualAdd() {
        return new ResidualAddConfig(workplace);
    }

    @Override
    public Layer globalAvgPool() {
        return new GlobalAvgPoolConfig(workplace);
    }

    @Override
    public Layer hiddenLinear(int outputs, boolean bias, boolean rectified) {
        return new LinearConfig(workplace, outputs, bias, rectified, WeightInit.RELU);
    }

    @Override
    public Layer head(int classes, boolean bias) {
        return new LinearConfig(workplace, classes, bias, false, WeightInit.UNIFORM);
    }
}
