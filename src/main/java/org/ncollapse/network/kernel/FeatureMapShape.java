package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The shape of a batch of feature maps. A rows × features array has height and width 1.
 *
 * @param batchSize number of samples in the batch
 */
public record FeatureMapShape(int batchSize, int height, int width, int channels) {

    /** The shape of an array: rows × features, or four dimensions in the given layout. */
    public static FeatureMapShape of(INDArray array, TensorLayout layout) {
        int rows = (int) array.size(0);
        if (array.rank() == 2) {
            return new FeatureMapShape(rows, 1, 1, (int) array.size(1));
        }
        return layout == TensorLayout.NHWC
                ? new FeatureMapShape(rows, (int) array.size(1), (int) array.size(2), (int) array.size(3))
                : new FeatureMapShape(rows, (int) array.size(2), (int) array.size(3), (int) array.size(1));
    }

    /** The dimensions of one sample's maps. */
    public long[] sampleDimensions(TensorLayout layout) {
        return layout == TensorLayout.NHWC
                ? new long[] {height, width, channels}
                : new long[] {channels, height, width};
    }
}
