package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.WeightInit;

/**
 * Layers whose arithmetic {@link Kernels} do. They extend Deeplearning4j's configurations and make their own
 * implementations of them, so that initialisation, names and the flat vectors stay Deeplearning4j's.
 */
public final class DirectLayers implements Layers {

    private final Workplace workplace;

    /** Layers of one network. */
    public DirectLayers(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public CNN2DFormat format() {
        return workplace.kernels().format();
    }

    @Override
    public Layer convolution(int channels, int size, int stride) {
        return new Convolution(workplace, channels, size, stride);
    }

    @Override
    public Layer normalization(double epsilon, double decay) {
        return new Normalization(workplace, epsilon, decay);
    }

    @Override
    public Layer rectifier() {
        return new Rectifier(workplace);
    }

    @Override
    public GraphVertex residual() {
        return new Residual(workplace);
    }

    @Override
    public Layer averagePool() {
        return new AveragePool(workplace);
    }

    @Override
    public Layer hidden(int outputs, boolean bias, boolean rectified) {
        return new FullyConnected(workplace, outputs, bias, rectified, WeightInit.RELU);
    }

    @Override
    public Layer head(int classes, boolean bias) {
        return new FullyConnected(workplace, classes, bias, false, WeightInit.UNIFORM);
    }
}
