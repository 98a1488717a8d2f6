package org.ncollapse.data.folder;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The structure of JPEG files: every segment and every scan is complete, and the colors are gray, YCbCr or RGB.
 *
 * <p>Java's decoder guesses the colors of a file without JFIF, Exif or Adobe segment, converts those of a color
 * profile, and does not notice that the last scans of a progressive file are missing. It is therefore given a file
 * without metadata that states its colors, by the rules of libjpeg.
 */
final class JpegFile {

    private static final byte[] GRAY_OR_YCBCR = segment(0xe0, "JFIF\0\1\1\0\0\1\0\1\0\0");
    private static final byte[] RGB = segment(0xee, "Adobe\0\144\0\0\0\0\0");
    private static final int COLORS = 3;

    private final byte[] file;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final JpegScans scans = new JpegScans();
    private int position = 2;
    private int frame = -1;
    private boolean jfif;
    private int adobeTransform = -1;

    JpegFile(byte[] file) {
        this.file = file;
    }

    /**
     * Checks the file.
     *
     * @throws InvalidImageException if it is truncated or damaged, or is neither baseline nor progressive with 8-bit
     *     gray or color
     */
    EncodedImage check() throws InvalidImageException {
        int marker = nextMarker();
        while (marker != 0xd9) {
            int start = position;
            int length = byteAt(start) << 8 | byteAt(start + 1);
            if (length < 2 || start + length > file.length) {
                throw InvalidImageException.truncated(ImageFormat.JPEG);
            }
            position += length;
            readSegment(marker, start, length);
            boolean metadata = marker >= 0xe0 && marker <= 0xef || marker == 0xfe;
            if (!metadata) {
                content.write(0xff);
                content.write(marker);
                content.write(file, start, position - start);
            }
            marker = nextMarker();
        }
        if (frame < 0) {
            throw InvalidImageException.damaged(ImageFormat.JPEG, "it has no image");
        }
        scans.throwUnlessComplete();
        return EncodedImage.of(
                ImageFormat.JPEG,
                byteAt(frame + 3) << 8 | byteAt(frame + 4),
                byteAt(frame + 5) << 8 | byteAt(frame + 6),
                0,
                withColors());
    }

    /** Returns the next marker and moves past it. */
    private int nextMarker() throws InvalidImageException {
        if (byteAt(position) != 0xff) {
            throw InvalidImageException.damaged(ImageFormat.JPEG, "no marker at byte " + position);
        }
        while (byteAt(position) == 0xff) {
            position++;
        }
        return file[position++] & 0xff;
    }

    private void readSegment(int marker, int start, int length) throws InvalidImageException {
        switch (marker) {
            case 0xc0, 0xc1, 0xc2 -> readFrame(marker, start, length);
            case 0xc3, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf ->
                throw InvalidImageException.unsupported(
                        ImageFormat.JPEG, "lossless, hierarchical or arithmetic coding");
            case 0xda -> {
                scans.add(file, start, length);
                skipScan();
            }
            case 0xc4, 0xdb, 0xdd, 0xfe -> {
                // Tables, the restart interval and comments: the decoder checks the tables.
            }
            case 0xe0 -> jfif |= contains(start + 2, "JFIF\0");
            case 0xee -> {
                if (length >= 14 && contains(start + 2, "Adobe")) {
                    adobeTransform = byteAt(start + 13);
                }
            }
            default -> {
                if (marker < 0xe0 || marker > 0xef) {
                    throw InvalidImageException.damaged(
                            ImageFormat.JPEG, "unexpected marker %02X at byte %d".formatted(marker, start));
                }
            }
        }
    }

    private void readFrame(int marker, int start, int length) throws InvalidImageException {
        int components = length > 7 ? byteAt(start + 7) : 0;
        if (frame >= 0 || components == 0 || length != 8 + 3 * components) {
            throw InvalidImageException.damaged(ImageFormat.JPEG, "its header has another length or occurs twice");
        }
        if (byteAt(start + 2) != 8) {
            throw InvalidImageException.unsupported(ImageFormat.JPEG, byteAt(start + 2) + " bits per channel");
        }
        if (components != 1 && components != COLORS) {
            throw InvalidImageException.unsupported(
                    ImageFormat.JPEG, components == 4 ? "CMYK colors" : components + " channels");
        }
        frame = start;
        scans.begin(marker == 0xc2, file, start + 8, components);
    }

    /** Moves past the entropy-coded data of a scan, in which FF is followed by 00 or by the number of a restart. */
    private void skipScan() throws InvalidImageException {
        while (byteAt(position) != 0xff
                || byteAt(position + 1) == 0
                || byteAt(position + 1) >= 0xd0 && byteAt(position + 1) <= 0xd7) {
            position++;
        }
    }

    private byte[] withColors() throws InvalidImageException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(content.size() + 64);
        whole.write(file, 0, 2);
        whole.writeBytes(isRgb() ? RGB : GRAY_OR_YCBCR);
        whole.writeBytes(content.toByteArray());
        whole.write(0xff);
        whole.write(0xd9);
        return whole.toByteArray();
    }

    /** The rule of libjpeg: JFIF is YCbCr, Adobe's segment says it, and otherwise the components' names decide. */
    private boolean isRgb() throws InvalidImageException {
        if (byteAt(frame + 7) != COLORS || jfif) {
            return false;
        }
        if (adobeTransform > 1) {
            throw InvalidImageException.damaged(ImageFormat.JPEG, "Adobe color transform " + adobeTransform);
        }
        return adobeTransform == 0
                || adobeTransform < 0
                        && byteAt(frame + 8) == 'R'
                        && byteAt(frame + 11) == 'G'
                        && byteAt(frame + 14) == 'B';
    }

    private int byteAt(int index) throws InvalidImageException {
        if (index >= file.length) {
            throw InvalidImageException.truncated(ImageFormat.JPEG);
        }
        return file[index] & 0xff;
    }

    private boolean contains(int start, String name) throws InvalidImageException {
        for (int i = 0; i < name.length(); i++) {
            if (byteAt(start + i) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] segment(int marker, String data) {
        byte[] bytes = data.getBytes(StandardCharsets.ISO_8859_1);
        byte[] segment = new byte[bytes.length + 4];
        segment[0] = (byte) 0xff;
        segment[1] = (byte) marker;
        segment[3] = (byte) (bytes.length + 2);
        System.arraycopy(bytes, 0, segment, 4, bytes.length);
        return segment;
    }
}
