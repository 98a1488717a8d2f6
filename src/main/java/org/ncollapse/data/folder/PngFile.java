package org.ncollapse.data.folder;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The structure of PNG files: every chunk is complete and has the right checksum, which Java's decoder ignores.
 *
 * <p>Metadata, such as compressed text and color profiles, do not reach the decoder.
 */
final class PngFile {

    private static final int SIGNATURE = 8;
    private static final int HEADER = 13;
    private static final int BIT_DEPTH = 8;
    private static final int COLOR_TYPE = 9;
    private static final int INDEXED = 3;
    private static final int COLOR_BYTES = 3;
    private static final Set<String> CRITICAL = Set.of("IHDR", "PLTE", "IDAT", "IEND");

    private final byte[] file;
    private final ByteBuffer in;

    PngFile(byte[] file) {
        this.file = file;
        this.in = ByteBuffer.wrap(file);
    }

    /**
     * Checks the file.
     *
     * @throws InvalidImageException if it is truncated or damaged, or has 16 bits per channel
     */
    EncodedImage check() throws InvalidImageException {
        ByteArrayOutputStream content = new ByteArrayOutputStream(file.length);
        content.write(file, 0, SIGNATURE);
        in.position(SIGNATURE);
        ByteBuffer header = null;
        int palette = 0;
        boolean pixels = false;
        String type = "";
        while (!type.equals("IEND")) {
            int start = in.position();
            ByteBuffer data = nextChunk();
            type = typeAt(start);
            if (type.equals("IHDR") != (header == null)) {
                throw InvalidImageException.damaged(ImageFormat.PNG, "it does not begin with one header");
            }
            if (header == null) {
                header = checkedHeader(data);
            }
            pixels |= type.equals("IDAT");
            if (type.equals("PLTE")) {
                palette = data.remaining() / COLOR_BYTES;
            }
            boolean critical = Character.isUpperCase(type.charAt(0));
            if (critical && !CRITICAL.contains(type)) {
                throw InvalidImageException.damaged(ImageFormat.PNG, "it has an unknown chunk " + type);
            }
            if (critical || type.equals("tRNS")) {
                content.write(file, start, in.position() - start);
            }
        }
        boolean indexed = header.get(COLOR_TYPE) == INDEXED;
        if (!pixels || indexed && palette == 0) {
            throw InvalidImageException.damaged(ImageFormat.PNG, pixels ? "it has no palette" : "it has no pixels");
        }
        return EncodedImage.of(
                ImageFormat.PNG, header.getInt(4), header.getInt(0), indexed ? palette : 0, content.toByteArray());
    }

    /** Moves past the next chunk and returns its data. */
    private ByteBuffer nextChunk() throws InvalidImageException {
        int frame = 3 * Integer.BYTES;
        if (in.remaining() < frame) {
            throw InvalidImageException.truncated(ImageFormat.PNG);
        }
        int start = in.position();
        int length = in.getInt();
        if (length < 0 || length > file.length - start - frame) {
            throw InvalidImageException.truncated(ImageFormat.PNG);
        }
        CRC32 crc = new CRC32();
        crc.update(file, start + Integer.BYTES, Integer.BYTES + length);
        in.position(start + 2 * Integer.BYTES + length);
        if (in.getInt() != (int) crc.getValue()) {
            throw InvalidImageException.damaged(ImageFormat.PNG, "the checksum at byte " + start + " is wrong");
        }
        return in.slice(start + 2 * Integer.BYTES, length);
    }

    private String typeAt(int start) {
        return new String(file, start + Integer.BYTES, Integer.BYTES, StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer checkedHeader(ByteBuffer header) throws InvalidImageException {
        if (header.remaining() != HEADER) {
            throw InvalidImageException.damaged(ImageFormat.PNG, "its header has another length");
        }
        if (header.get(BIT_DEPTH) == 16) {
            throw InvalidImageException.unsupported(ImageFormat.PNG, "16 bits per channel");
        }
        return header;
    }
}
