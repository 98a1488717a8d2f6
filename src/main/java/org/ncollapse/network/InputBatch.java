package org.ncollapse.network;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.layer.BatchBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A batch of images in native memory, in the order that the first layer reads. */
final class InputBatch {

    private final Kernels kernels;
    private final int channels;
    private final int height;
    private final int width;
    private final BatchBuffer given;
    private final BatchBuffer arranged;
    private final Map<Integer, Kernels.LayoutConversion> arrangements = new HashMap<>();

    /** @param flat whether the first layer reads rows of C·H·W numbers */
    InputBatch(Kernels kernels, int channels, int height, int width, boolean flat) {
        this.kernels = kernels;
        this.channels = channels;
        this.height = height;
        this.width = width;
        boolean last = !flat && kernels.format() == CNN2DFormat.NHWC;
        // With one channel the two orders are one.
        given = flat
                ? new BatchBuffer((long) channels * height * width)
                : last && channels == 1
                        ? new BatchBuffer(height, width, channels)
                        : new BatchBuffer(channels, height, width);
        arranged = last && channels > 1 ? new BatchBuffer(height, width, channels) : null;
    }

    /** The first {@code rows} images. */
    INDArray load(float[] images, int rows) {
        INDArray batch = given.forBatch(rows);
        kernels.copyInto(images, batch);
        if (arranged == null) {
            return batch;
        }
        INDArray ordered = arranged.forBatch(rows);
        arrangements
                .computeIfAbsent(
                        rows, size -> kernels.layoutConversion(new FeatureMapShape(size, height, width, channels)))
                .convert(batch, ordered);
        return ordered;
    }
}
