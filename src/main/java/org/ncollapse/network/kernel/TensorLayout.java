package org.ncollapse.network.kernel;

/** The order in which the dimensions of a batch of feature maps are stored. */
public enum TensorLayout {
    /** Batch, channels, height, width. */
    NCHW,
    /** Batch, height, width, channels. */
    NHWC
}
