package org.ncollapse.network.kernel;

/**
 * The shape of a convolution with a square kernel. It pads as PyTorch's ResNets do: (kernelSize − 1) / 2 zeros on each
 * of the four sides, whatever the stride.
 *
 * @param kernelSize height and width of the kernel, odd
 * @param stride step between two output positions, along each axis
 */
public record Conv2dShape(FeatureMapShape inputShape, int outChannels, int kernelSize, int stride) {

    /** The number of zeros on each side of the maps. */
    public int padding() {
        return padding(kernelSize);
    }

    /** The number of zeros on each side of the maps for a kernel size. */
    public static int padding(int kernelSize) {
        return (kernelSize - 1) / 2;
    }

    /** The shape of the output. */
    public FeatureMapShape outputShape() {
        return new FeatureMapShape(
                inputShape.batchSize(), outputSize(inputShape.height()), outputSize(inputShape.width()), outChannels);
    }

    private int outputSize(int inputSize) {
        return (inputSize + 2 * padding() - kernelSize) / stride + 1;
    }
}
