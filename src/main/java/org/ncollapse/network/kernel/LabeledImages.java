package org.ncollapse.network.kernel;

import org.ncollapse.spec.ImageShape;

/**
 * The images of one split as unsigned bytes, with their classes and the function that standardizes them. The arrays are
 * not copied and must not be changed.
 */
public interface LabeledImages {

    ImageShape shape();

    /** N·C·H·W unsigned bytes, image by image, channel by channel. */
    byte[] pixels();

    /** N class indices. */
    int[] labels();

    /** The standardized value of each of the 256 values of a byte, for each channel. */
    float[][] standardized();

    /** The number of images, N. */
    default int size() {
        return labels().length;
    }

    /** The number of batches of up to {@code batchSize} images. */
    default int batches(int batchSize) {
        return (size() + batchSize - 1) / batchSize;
    }

    /** Writes a standardized image as C·H·W numbers to {@code values}, from {@code offset} on. */
    default void standardize(int image, float[] values, int offset) {
        byte[] bytes = pixels();
        int plane = shape().channelSize();
        int from = image * shape().size();
        int to = offset;
        for (float[] ofChannel : standardized()) {
            for (int i = 0; i < plane; i++) {
                values[to + i] = ofChannel[bytes[from + i] & 0xff];
            }
            from += plane;
            to += plane;
        }
    }
}
