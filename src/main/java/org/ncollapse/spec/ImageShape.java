package org.ncollapse.spec;

/**
 * The shape of one image: channels, rows, columns, in the order of its bytes.
 *
 * @param channels color channels: 1 for gray, 3 for RGB
 * @param height rows
 * @param width columns
 */
public record ImageShape(int channels, int height, int width) {

    /**
     * Checks that every extent is positive and that one image fits an array.
     *
     * @throws IllegalArgumentException otherwise
     */
    public ImageShape {
        if (channels < 1 || height < 1 || width < 1 || (long) channels * height > Integer.MAX_VALUE / width) {
            throw new IllegalArgumentException("invalid image shape " + channels + "x" + height + "x" + width);
        }
    }

    /** The pixels of one channel: height times width. */
    public int channelSize() {
        return height * width;
    }

    /** The bytes of one image: channels times height times width. */
    public int size() {
        return channels * height * width;
    }

    /** Returns for example {@code 3x32x32}. */
    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
