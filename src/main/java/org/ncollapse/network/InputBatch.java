package org.ncollapse.network;

import java.util.HashMap;
import java.util.Map;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.LayoutConversion;
import org.ncollapse.network.kernel.TensorLayout;
import org.ncollapse.network.layer.BatchBuffer;
import org.ncollapse.spec.ImageShape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A batch of images in native memory, in the layout that the first layer reads. */
final class InputBatch {

    private final Kernels kernels;
    private final ImageShape image;
    /** In the layout that images come in: channels first. */
    private final BatchBuffer source;
    /** In the layout of the kernels; the same buffer where the two layouts are equal. */
    private final BatchBuffer input;

    private final Map<Integer, LayoutConversion> conversions = new HashMap<>();

    /** @param flat whether the first layer reads rows of C·H·W numbers */
    InputBatch(Kernels kernels, ImageShape image, boolean flat) {
        this.kernels = kernels;
        this.image = image;
        int channels = image.channels();
        int height = image.height();
        int width = image.width();
        if (flat) {
            source = new BatchBuffer(kernels, image.size());
            input = source;
        } else if (kernels.layout() == TensorLayout.NCHW) {
            source = new BatchBuffer(kernels, channels, height, width);
            input = source;
        } else {
            input = new BatchBuffer(kernels, height, width, channels);
            // With one channel both layouts have the same bytes.
            source = channels == 1 ? input : new BatchBuffer(kernels, channels, height, width);
        }
    }

    /** The array for {@code rows} images that the first layer reads. */
    INDArray array(int rows) {
        return input.forBatch(rows);
    }

    /** The first {@code rows} images. */
    INDArray load(float[] images, int rows) {
        INDArray batch = source.forBatch(rows);
        kernels.copyInto(images, batch);
        if (input == source) {
            return batch;
        }
        INDArray converted = input.forBatch(rows);
        conversions
                .computeIfAbsent(
                        rows,
                        size -> kernels.layoutConversion(
                                new FeatureMapShape(size, image.height(), image.width(), image.channels())))
                .convert(batch, converted);
        return converted;
    }
}
