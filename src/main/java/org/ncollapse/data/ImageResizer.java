package org.ncollapse.data;

import org.ncollapse.spec.ImageShape;

/**
 * Converts images to another shape, so that a network can be applied to images of another data set. Height and width
 * are interpolated bilinearly between pixel centers. Gray is repeated over the channels; color becomes gray by the mean
 * of its channels.
 */
public final class ImageResizer {

    private ImageResizer() {}

    /**
     * Returns the images in another shape; the split itself if it has that shape.
     *
     * @throws IllegalArgumentException unless the channels are equal or one of the shapes has 1 channel
     */
    public static ImageSplit resize(ImageShape shape, ImageSplit split) {
        ImageShape from = split.shape();
        if (from.equals(shape)) {
            return split;
        }
        if (from.channels() != shape.channels() && from.channels() != 1 && shape.channels() != 1) {
            throw new IllegalArgumentException("cannot convert shape " + from + " to " + shape);
        }
        byte[] pixels = new byte[Math.multiplyExact(split.size(), shape.size())];
        for (int image = 0; image < split.size(); image++) {
            double[][] planes = channels(split, image, shape.channels());
            for (int channel = 0; channel < shape.channels(); channel++) {
                resize(
                        planes[channel % planes.length],
                        from,
                        pixels,
                        image * shape.size() + channel * shape.channelSize(),
                        shape);
            }
        }
        return new ImageSplit(shape, pixels, split.labels());
    }

    /** Returns the channels of an image; their mean if one channel is requested. */
    private static double[][] channels(ImageSplit split, int image, int channels) {
        ImageShape shape = split.shape();
        double[][] planes = new double[channels == 1 ? 1 : shape.channels()][shape.channelSize()];
        double weight = channels == 1 ? 1.0 / shape.channels() : 1;
        for (int i = 0; i < shape.size(); i++) {
            planes[channels == 1 ? 0 : i / shape.channelSize()][i % shape.channelSize()] +=
                    weight * (split.pixels()[image * shape.size() + i] & 0xff);
        }
        return planes;
    }

    private static void resize(double[] plane, ImageShape from, byte[] into, int offset, ImageShape to) {
        for (int y = 0; y < to.height(); y++) {
            double sourceY = Math.max(0, Math.min(from.height() - 1, (y + 0.5) * from.height() / to.height() - 0.5));
            for (int x = 0; x < to.width(); x++) {
                double sourceX = Math.max(0, Math.min(from.width() - 1, (x + 0.5) * from.width() / to.width() - 0.5));
                into[offset + y * to.width() + x] = (byte) Math.round(at(plane, from, sourceY, sourceX));
            }
        }
    }

    private static double at(double[] plane, ImageShape shape, double y, double x) {
        int top = (int) y;
        int left = (int) x;
        int bottom = Math.min(top + 1, shape.height() - 1);
        int right = Math.min(left + 1, shape.width() - 1);
        double fractionY = y - top;
        double fractionX = x - left;
        return (1 - fractionY)
                        * ((1 - fractionX) * plane[top * shape.width() + left]
                                + fractionX * plane[top * shape.width() + right])
                + fractionY
                        * ((1 - fractionX) * plane[bottom * shape.width() + left]
                                + fractionX * plane[bottom * shape.width() + right]);
    }
}
