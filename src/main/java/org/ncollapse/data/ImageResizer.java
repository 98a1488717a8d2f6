package org.ncollapse.data;

import org.ncollapse.spec.ImageShape;

/**
 * Brings images to another shape, so that one data set can be shown to a network trained on another. Height and width
 * are interpolated bilinearly between pixel centres; gray is repeated over channels, colour becomes gray by the mean of
 * its channels.
 */
public final class ImageResizer {

    private ImageResizer() {}

    /**
     * The same images in the wanted shape; the split itself where it has that shape.
     *
     * @throws IllegalArgumentException for channels other than equal ones, 1 to several, or several to 1
     */
    public static ImageSplit resize(ImageShape shape, ImageSplit split) {
        ImageShape from = split.shape();
        if (from.equals(shape)) {
            return split;
        }
        if (from.channels() != shape.channels() && from.channels() != 1 && shape.channels() != 1) {
            throw new IllegalArgumentException("no way from " + from + " to " + shape);
        }
        byte[] pixels = new byte[Math.multiplyExact(split.size(), shape.size())];
        for (int image = 0; image < split.size(); image++) {
            double[][] planes = planes(split, image, shape.channels());
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

    /** The image's planes; one, their mean, where one is wanted. */
    private static double[][] planes(ImageSplit split, int image, int wanted) {
        ImageShape shape = split.shape();
        double[][] planes = new double[wanted == 1 ? 1 : shape.channels()][shape.channelSize()];
        double share = wanted == 1 ? 1.0 / shape.channels() : 1;
        for (int i = 0; i < shape.size(); i++) {
            planes[wanted == 1 ? 0 : i / shape.channelSize()][i % shape.channelSize()] +=
                    share * (split.pixels()[image * shape.size() + i] & 0xff);
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
        double down = y - top;
        double over = x - left;
        return (1 - down) * ((1 - over) * plane[top * shape.width() + left] + over * plane[top * shape.width() + right])
                + down
                        * ((1 - over) * plane[bottom * shape.width() + left]
                                + over * plane[bottom * shape.width() + right]);
    }
}
