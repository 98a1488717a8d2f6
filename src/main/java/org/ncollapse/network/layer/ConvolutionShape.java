package org.ncollapse.network.layer;

/**
 * What a convolution is laid out for. Outputs are as many as strides fit in; where the kernel then reaches over the
 * maps, zeros are added on both sides, one more behind than before if their number is odd: Deeplearning4j's and
 * TensorFlow's "same".
 *
 * @param size positions of the square kernel along each side
 * @param stride positions between two outputs
 */
public record ConvolutionShape(Maps input, int channels, int size, int stride) {

    /** The shape of what comes out. */
    public Maps output() {
        return new Maps(input.rows(), outputs(input.height()), outputs(input.width()), channels);
    }

    /** Zeros above and left of the maps. */
    public long[] before() {
        return new long[] {padding(input.height()) / 2, padding(input.width()) / 2};
    }

    /** Zeros below and right of the maps. */
    public long[] behind() {
        return new long[] {padding(input.height()) - before()[0], padding(input.width()) - before()[1]};
    }

    private int outputs(int length) {
        return (length + stride - 1) / stride;
    }

    private int padding(int length) {
        return Math.max((outputs(length) - 1) * stride + size - length, 0);
    }
}
