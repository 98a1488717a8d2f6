package org.ncollapse.network.kernel.cuda;

import org.ncollapse.network.kernel.LabeledImages;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A split in a GPU's memory: images as bytes, labels, and the table that standardizes them. */
final class DeviceImages {

    private static final int VALUES = 256;

    private final CudaEngine engine;
    private final LabeledImages images;
    private final long pixels;
    private final long labels;
    private final long table;

    DeviceImages(CudaEngine engine, LabeledImages images) {
        this.engine = engine;
        this.images = images;
        pixels = engine.allocate(images.pixels().length);
        engine.context().copyToDevice(images.pixels(), 0, pixels, images.pixels().length);
        labels = engine.allocate((long) images.size() * Integer.BYTES);
        engine.context().copyToDevice(images.labels(), labels, images.size());
        int channels = images.shape().channels();
        float[] values = new float[channels * VALUES];
        for (int channel = 0; channel < channels; channel++) {
            System.arraycopy(images.standardized()[channel], 0, values, channel * VALUES, VALUES);
        }
        table = engine.allocate((long) values.length * Float.BYTES);
        engine.context().copyToDevice(values, table, values.length);
    }

    LabeledImages images() {
        return images;
    }

    /** The address of the labels of all images. */
    long labels() {
        return labels;
    }

    /**
     * Queues the filling of a batch.
     *
     * @param order the address of the image at each position; 0 for the images' own order
     * @param batchIndex the address of the number of the batch
     * @param batch rows × C·H·W, or channels last
     * @param batchLabels the address that receives the labels
     */
    void gather(long order, long batchIndex, INDArray batch, long batchLabels, int batchSize) {
        int rows = (int) batch.size(0);
        boolean channelsLast = batch.rank() > 2;
        engine.kernel("gather")
                .addresses(pixels, labels, order, batchIndex, table)
                .arrays(batch)
                .addresses(batchLabels)
                .integers(rows, batchSize)
                .integers(
                        images.shape().channels(),
                        images.shape().height(),
                        images.shape().width())
                .flag(channelsLast)
                .run(CudaEngine.blocks(images.shape().size(), 256), rows, 1);
    }
}
