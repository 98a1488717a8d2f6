package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.Kernels;

/**
 * Layers that compute with {@link Kernels}. Their configurations extend Deeplearning4j's and instantiate our layers, so
 * that initialization, names and the flat vectors stay Deeplearning4j's.
 */
public final class KernelLayerFactory implements LayerFactory {

    private final LayerContext context;

    /** @param context shared by the layers of one network */
    public KernelLayerFactory(LayerContext context) {
        this.context = context;
    }

    @Override
    public CNN2DFormat format() {
        return context.dl4jFormat();
    }

    @Override
    public Layer conv2d(int outChannels, int kernelSize, int stride) {
        return new Conv2dConfig(context, outChannels, kernelSize, stride);
    }

    @Override
    public Layer batchNorm(double epsilon, double decay) {
        return new BatchNormConfig(context, epsilon, decay);
    }

    @Override
    public Layer relu() {
        return new ReluConfig(context);
    }

    @Override
    public GraphVertex residualAdd() {
        return new ResidualAddConfig(context);
    }

    @Override
    public Layer globalAvgPool() {
        return new GlobalAvgPoolConfig(context);
    }

    @Override
    public Layer hiddenLinear(int outputs, boolean bias, FusedActivation activation) {
        return new LinearConfig(context, outputs, bias, activation, WeightInit.RELU);
    }

    @Override
    public Layer head(int classes, boolean bias) {
        return new LinearConfig(context, classes, bias, FusedActivation.NONE, WeightInit.UNIFORM);
    }
}
