package org.ncollapse.data.folder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * The structure of BMP files: uncompressed pixels, all of which exist.
 *
 * <p>The decoder is given the oldest header, which cannot refer to a color profile in another file.
 */
final class BmpFile {

    private static final int FILE_HEADER = 14;
    private static final int INFO_HEADER = 40;
    private static final int COLOR = 4;
    private static final Set<Integer> BITS = Set.of(1, 4, 8, 24, 32);

    private BmpFile() {}

    /**
     * Checks a file.
     *
     * @throws InvalidImageException if it is truncated, damaged or compressed
     */
    static EncodedImage check(byte[] file) throws InvalidImageException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < FILE_HEADER + INFO_HEADER) {
            throw InvalidImageException.truncated(ImageFormat.BMP);
        }
        long start = Integer.toUnsignedLong(in.getInt(10));
        long header = Integer.toUnsignedLong(in.getInt(14));
        long width = in.getInt(18);
        long height = Math.abs((long) in.getInt(22));
        int bits = in.getShort(28);
        long used = Integer.toUnsignedLong(in.getInt(46));
        if (header < INFO_HEADER || header > 124 || in.getShort(26) != 1) {
            throw InvalidImageException.unsupported(ImageFormat.BMP, "a header of another version");
        }
        if (in.getInt(30) != 0 || !BITS.contains(bits)) {
            throw InvalidImageException.unsupported(
                    ImageFormat.BMP, bits + " bits per pixel or compression " + in.getInt(30));
        }
        int maxColors = bits <= 8 ? 1 << bits : 0;
        if (maxColors > 0 && used > maxColors) {
            throw InvalidImageException.damaged(ImageFormat.BMP, "it has " + used + " colors");
        }
        int colors = maxColors > 0 && used > 0 ? (int) used : maxColors;
        // Checks the extents, before they are multiplied.
        EncodedImage.of(ImageFormat.BMP, height, width, colors, file);
        int pixels = Math.toIntExact((width * bits + 31) / 32 * 4 * height);
        long palette = FILE_HEADER + header;
        if (start < palette + (long) COLOR * colors || start > file.length - (long) pixels) {
            throw InvalidImageException.truncated(ImageFormat.BMP);
        }
        ByteBuffer content = ByteBuffer.allocate(FILE_HEADER + INFO_HEADER + COLOR * maxColors + pixels)
                .order(ByteOrder.LITTLE_ENDIAN);
        content.putShort((short) ('B' | 'M' << 8)).putInt(content.limit()).putInt(0);
        content.putInt(content.limit() - pixels).putInt(INFO_HEADER);
        content.put(file, 18, INFO_HEADER - Integer.BYTES);
        content.putInt(46, 0).putInt(50, 0);
        content.put(content.position(), file, (int) palette, COLOR * colors);
        content.put(content.limit() - pixels, file, (int) start, pixels);
        return EncodedImage.of(ImageFormat.BMP, height, width, colors, content.array());
    }
}
