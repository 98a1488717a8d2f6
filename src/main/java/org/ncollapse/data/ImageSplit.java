package org.ncollapse.data;

import java.util.Arrays;
import org.ncollapse.spec.ImageShape;

/**
 * One split of a data set: N labeled images as unsigned bytes, N×C×H×W in row-major order.
 *
 * <p>The arrays are not copied, because a split may have hundreds of megabytes. They must not be changed.
 *
 * @param shape the shape of each image
 * @param pixels N·C·H·W bytes, image by image, channel by channel; the value of a byte b is {@code b & 0xff}
 * @param labels N class indices, from 0
 */
public record ImageSplit(ImageShape shape, byte[] pixels, int[] labels) {

    /**
     * Checks the number of pixels and that no label is negative.
     *
     * @throws IllegalArgumentException otherwise
     */
    public ImageSplit {
        if (pixels.length != (long) labels.length * shape.size()) {
            throw new IllegalArgumentException(labels.length + " images of " + shape + " have "
                    + (long) labels.length * shape.size() + " bytes, not " + pixels.length);
        }
        for (int label : labels) {
            if (label < 0) {
                throw new IllegalArgumentException("negative label " + label);
            }
        }
    }

    /** The number of images, N. */
    public int size() {
        return labels.length;
    }

    /**
     * Returns the number of images of each class.
     *
     * @param classes the number of classes, K
     * @return K counts
     * @throws IllegalArgumentException if a label is K or more
     */
    public int[] classCounts(int classes) {
        int[] counts = new int[classes];
        for (int label : labels) {
            if (label >= classes) {
                throw new IllegalArgumentException("label " + label + " of " + classes + " classes");
            }
            counts[label]++;
        }
        return counts;
    }

    /** Whether shape, pixels and labels are equal, element by element. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ImageSplit split
                && shape.equals(split.shape)
                && Arrays.equals(pixels, split.pixels)
                && Arrays.equals(labels, split.labels);
    }

    /** A hash of the contents, consistent with {@link #equals}. */
    @Override
    public int hashCode() {
        return 31 * (31 * shape.hashCode() + Arrays.hashCode(pixels)) + Arrays.hashCode(labels);
    }

    /** The size and shape, without the pixels. */
    @Override
    public String toString() {
        return size() + " images of " + shape;
    }
}
