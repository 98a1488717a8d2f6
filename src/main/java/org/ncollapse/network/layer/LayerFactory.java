package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.ncollapse.network.kernel.Conv2dShape;

/** Makes the configurations that a network is laid out with; all makers give the same parameters in the same places. */
public interface LayerFactory {

    /** The memory layout of feature maps. */
    CNN2DFormat format();

    /** A convolution with a square kernel, {@linkplain Conv2dShape#padding() PyTorch's padding}, and no bias. */
    Layer conv2d(int outChannels, int kernelSize, int stride);

    /** @param decay share of the running statistics that stays at each step */
    Layer batchNorm(double epsilon, double decay);

    /** A ReLU. */
    Layer relu();

    /** The sum of a block and its shortcut. */
    GraphVertex residualAdd();

    /** The average over all positions of a map. */
    Layer globalAvgPool();

    /** @param rectified whether a ReLU follows in the same layer */
    Layer hiddenLinear(int outputs, boolean bias, boolean rectified);

    /** The last layer: logits, and with stock layers the loss behind them. */
    Layer head(int classes, boolean bias);
}
