package org.ncollapse.data.folder;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;

/** The image formats that are read, recognized by the first bytes of a file and not by its name. */
enum ImageFormat {
    PNG("\u0089PNG\r\n\u001a\n") {
        @Override
        EncodedImage check(byte[] file) throws InvalidImageException {
            return new PngFile(file).check();
        }
    },
    JPEG("\u00ff\u00d8\u00ff") {
        @Override
        EncodedImage check(byte[] file) throws InvalidImageException {
            return new JpegFile(file).check();
        }
    },
    GIF("GIF8") {
        @Override
        EncodedImage check(byte[] file) throws InvalidImageException {
            return GifFile.check(file);
        }
    },
    BMP("BM") {
        @Override
        EncodedImage check(byte[] file) throws InvalidImageException {
            return BmpFile.check(file);
        }
    };

    /** First characters of files that are often found among images, to name them in messages. */
    private static final Map<String, String> OTHERS = new LinkedHashMap<>();

    static {
        OTHERS.put("8BPS", "a Photoshop file");
        OTHERS.put("II*\0", "a TIFF file");
        OTHERS.put("MM\0*", "a TIFF file");
        OTHERS.put("RIFF", "a WebP or another RIFF file");
        OTHERS.put("\0\0\1\0", "a Windows icon");
        OTHERS.put("\0\0\0", "an AVIF, HEIF or another file");
        OTHERS.put("version https://git-lfs", "a Git LFS pointer (run git lfs pull)");
        OTHERS.put("<", "a web page, XML or SVG file");
    }

    private final byte[] signature;

    ImageFormat(String signature) {
        this.signature = signature.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns the format of a file.
     *
     * @throws InvalidImageException if it is none of these
     */
    static ImageFormat of(byte[] file) throws InvalidImageException {
        for (ImageFormat format : values()) {
            if (startsWith(file, format.signature)) {
                return format;
            }
        }
        String found = file.length == 0 ? "empty" : "of an unknown format";
        for (Entry<String, String> other : OTHERS.entrySet()) {
            if (startsWith(file, other.getKey().getBytes(StandardCharsets.ISO_8859_1))) {
                found = other.getValue();
                break;
            }
        }
        throw new InvalidImageException("is " + found + ", not PNG, JPEG, GIF or BMP; convert or remove it");
    }

    /**
     * Checks the structure of a file of this format, without decoding its pixels.
     *
     * @throws InvalidImageException if it is truncated, damaged, or of a kind whose pixels are not read exactly
     */
    abstract EncodedImage check(byte[] file) throws InvalidImageException;

    private static boolean startsWith(byte[] file, byte[] signature) {
        return file.length >= signature.length
                && Arrays.equals(file, 0, signature.length, signature, 0, signature.length);
    }
}
