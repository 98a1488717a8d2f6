package org.ncollapse.network;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.ncollapse.network.layer.Buffer;
import org.ncollapse.network.layer.Kernels;
import org.ncollapse.network.layer.Maps;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A batch of images in native memory, in the order that the first layer reads. */
final class Images {

    private final Kernels kernels;
    private final int channels;
    private final int height;
    private final int width;
    private final Buffer given;
    private final Buffer arranged;
    private final Map<Integer, Kernels.Arrangement> arrangements = new HashMap<>();

    /** @param flat whether the first layer reads rows of C·H·W numbers */
    Images(Kernels kernels, int channels, int height, int width, boolean flat) {
        this.kernels = kernels;
        this.channels = channels;
        this.height = height;
        this.width = width;
        boolean last = !flat && kernels.format() == CNN2DFormat.NHWC;
        // With one channel the two orders are one.
        given = flat
                ? new Buffer((long) channels * height * width)
                : last && channels == 1 ? new Buffer(height, width, channels) : new Buffer(channels, height, width);
        arranged = last && channels > 1 ? new Buffer(height, width, channels) : null;
    }

    /** The first {@code rows} images. */
    INDArray batch(float[] images, int rows) {
        INDArray batch = given.rows(rows);
        kernels.write(images, batch);
        if (arranged == null) {
            return batch;
        }
        INDArray ordered = arranged.rows(rows);
        arrangements
                .computeIfAbsent(rows, size -> kernels.arrangement(new Maps(size, height, width, channels)))
                .forward(batch, ordered);
        return ordered;
    }
}
