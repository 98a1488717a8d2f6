package org.ncollapse.network.kernel;

/**
 * What a convolution is laid out for. Outputs are as many as strides fit in; where the kernel then reaches over the
 * maps, zeros are added on both sides, one more behind than before if their number is odd: Deeplearning4j's and
 * TensorFlow's "same".
 *
 * @param kernelSize positions of the square kernel along each side
 * @param stride positions between two outputs
 */
public record Conv2dShape(FeatureMapShape inputShape, int outChannels, int kernelSize, int stride) {

    /** The shape of what comes out. */
    public FeatureMapShape outputShape() {
        return new FeatureMapShape(
                inputShape.batchSize(), outputs(inputShape.height()), outputs(inputShape.width()), outChannels);
    }

    /** Zeros above and left of the maps. */
    public long[] paddingBefore() {
        return new long[] {padding(inputShape.height()) / 2, padding(inputShape.width()) / 2};
    }

    /** Zeros below and right of the maps. */
    public long[] paddingAfter() {
        return new long[] {
            padding(inputShape.height()) - paddingBefore()[0], padding(inputShape.width()) - paddingBefore()[1]
        };
    }

    private int outputs(int length) {
        return (length + stride - 1) / stride;
    }

    private int padding(int length) {
        return Math.max((outputs(length) - 1) * stride + kernelSize - length, 0);
    }
}
