package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FusedActivation;

/** Makes the configurations of a network's layers. All implementations give the same parameters in the same order. */
public interface LayerFactory {

    /** The memory layout of feature maps. */
    CNN2DFormat format();

    /** A convolution with a square kernel, {@linkplain Conv2dShape#padding() PyTorch's padding}, and no bias. */
    Layer conv2d(int outChannels, int kernelSize, int stride);

    /** @param decay fraction of a running statistic that is kept at each step */
    Layer batchNorm(double epsilon, double decay);

    /** A ReLU. */
    Layer relu();

    /** The sum of a residual block's two branches. */
    GraphVertex residualAdd();

    /** The mean over all positions of a map. */
    Layer globalAvgPool();

    /** A fully connected layer, initialized for a ReLU after it. */
    Layer hiddenLinear(int outputs, boolean bias, FusedActivation activation);

    /** The last layer: logits, and with Deeplearning4j's layers the loss. */
    Layer head(int classes, boolean bias);
}
