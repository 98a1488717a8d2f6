package org.ncollapse.data.folder;

/** The structure of GIF files up to the end of the first image, which must fill the whole picture. */
final class GifFile {

    private static final int HEADER = 13;
    private static final int IMAGE = 0x2c;
    private static final int EXTENSION = 0x21;

    private final byte[] file;
    private int position = HEADER;

    private GifFile(byte[] file) {
        this.file = file;
    }

    /**
     * Checks a file.
     *
     * @throws InvalidImageException if it is truncated or damaged, or its first image covers a part of the picture only
     */
    static EncodedImage check(byte[] file) throws InvalidImageException {
        return new GifFile(file).check();
    }

    private EncodedImage check() throws InvalidImageException {
        int palette = readPalette(byteAt(10));
        int block = byteAt(position++);
        while (block == EXTENSION) {
            position++;
            skipBlocks();
            block = byteAt(position++);
        }
        if (block != IMAGE) {
            throw InvalidImageException.damaged(ImageFormat.GIF, "no image at byte " + (position - 1));
        }
        int start = position;
        position += 9;
        palette = Math.max(palette, 0);
        int local = readPalette(byteAt(start + 8));
        if (local > 0) {
            palette = local;
        }
        if (palette == 0) {
            throw InvalidImageException.damaged(ImageFormat.GIF, "it has no palette");
        }
        int codeSize = byteAt(position++);
        if (codeSize < 2 || codeSize > 8) {
            throw InvalidImageException.damaged(ImageFormat.GIF, "its codes have " + codeSize + " bits");
        }
        skipBlocks();
        int width = shortAt(start + 4);
        int height = shortAt(start + 6);
        if (shortAt(start) != 0 || shortAt(start + 2) != 0 || width != shortAt(6) || height != shortAt(8)) {
            throw InvalidImageException.unsupported(
                    ImageFormat.GIF,
                    "a first image that does not fill the " + shortAt(6) + " by " + shortAt(8) + " pixels");
        }
        return EncodedImage.of(ImageFormat.GIF, height, width, palette, file);
    }

    /** Moves past the palette that a flag byte announces. Returns the number of its colors, 0 if there is none. */
    private int readPalette(int flags) {
        if ((flags & 0x80) == 0) {
            return 0;
        }
        int colors = 2 << (flags & 7);
        position += 3 * colors;
        return colors;
    }

    private void skipBlocks() throws InvalidImageException {
        int length = byteAt(position++);
        while (length > 0) {
            position += length;
            length = byteAt(position++);
        }
    }

    private int shortAt(int index) throws InvalidImageException {
        return byteAt(index) | byteAt(index + 1) << 8;
    }

    private int byteAt(int index) throws InvalidImageException {
        if (index >= file.length) {
            throw InvalidImageException.truncated(ImageFormat.GIF);
        }
        return file[index] & 0xff;
    }
}
