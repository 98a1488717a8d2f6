package org.ncollapse.data.folder;

/**
 * An image file whose structure has been checked, before its pixels are decoded.
 *
 * @param format its format
 * @param height rows
 * @param width columns
 * @param paletteSize the number of colors in the palette of the file; 0 if it has none, or if the decoder knows it
 * @param content the parts of the file that determine its pixels, as a file of the same format: without metadata
 */
record EncodedImage(ImageFormat format, int height, int width, int paletteSize, byte[] content) {

    /** More pixels than any image that a network here is trained on; a few bytes can claim billions. */
    private static final int MAX_PIXELS = 1 << 24;

    /**
     * Checks the size.
     *
     * @throws InvalidImageException if it is not positive, or is too large
     */
    static EncodedImage of(ImageFormat format, long height, long width, int paletteSize, byte[] content)
            throws InvalidImageException {
        if (height < 1 || width < 1) {
            throw InvalidImageException.damaged(format, "its size is " + width + " by " + height + " pixels");
        }
        if (height > MAX_PIXELS / width) {
            throw new InvalidImageException("is " + width + " pixels wide and " + height
                    + " high; at most 16,777,216 pixels are read: resize it");
        }
        return new EncodedImage(format, (int) height, (int) width, paletteSize, content);
    }
}
