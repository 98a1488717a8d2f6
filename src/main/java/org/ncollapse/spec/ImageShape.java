package org.ncollapse.spec;

/**
 * The shape of one image: channels, then rows, then columns, the order in which its bytes lie.
 *
 * @param channels colour planes: 1 for gray, 3 for red, green and blue
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
            throw new IllegalArgumentException("no image has the shape " + channels + "x" + height + "x" + width);
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

    /** The shape as people write it, for example {@code 3x32x32}. */
    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
