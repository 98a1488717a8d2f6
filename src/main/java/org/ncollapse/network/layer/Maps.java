package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The shape of a batch of feature maps; rows of features are maps of one position.
 *
 * @param rows samples in the batch
 */
public record Maps(int rows, int height, int width, int channels) {

    /** The shape of an array: rows × features, or four dimensions in the given order. */
    static Maps of(INDArray array, CNN2DFormat format) {
        int rows = (int) array.size(0);
        if (array.rank() == 2) {
            return new Maps(rows, 1, 1, (int) array.size(1));
        }
        return format == CNN2DFormat.NHWC
                ? new Maps(rows, (int) array.size(1), (int) array.size(2), (int) array.size(3))
                : new Maps(rows, (int) array.size(2), (int) array.size(3), (int) array.size(1));
    }

    /** The dimensions of one sample's maps. */
    long[] sample(CNN2DFormat format) {
        return format == CNN2DFormat.NHWC ? new long[] {height, width, channels} : new long[] {channels, height, width};
    }
}
