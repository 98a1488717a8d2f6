package org.ncollapse.data.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * An image file of 13 by 10 pixels and what Pillow 12.3.0 reads in it, from {@code pillow_images.py}.
 *
 * @param name the file name
 * @param file its bytes
 * @param planes the red, green and blue planes; null if the file must be refused
 * @param refusal a part of the message; null if the file must be read
 */
record PillowImage(String name, byte[] file, byte[] planes, String refusal) {

    static List<PillowImage> all() {
        try (InputStream in = PillowImage.class.getResourceAsStream("pillow-images.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(PillowImage::parsed)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<PillowImage> readable() {
        return all().stream().filter(image -> image.planes != null).toList();
    }

    private static PillowImage parsed(String line) {
        String[] fields = line.split("\t", -1);
        byte[] file = Base64.getDecoder().decode(fields[1]);
        return fields[2].startsWith("!")
                ? new PillowImage(fields[0], file, null, fields[2].substring(1))
                : new PillowImage(fields[0], file, Base64.getDecoder().decode(fields[2]), null);
    }

    /**
     * Returns whether decoded planes are Pillow's. Decoders of JPEG may round differently, by 1, in the inverse cosine
     * transform, in the interpolation of colors and in their conversion.
     */
    boolean hasPlanes(byte[] found) {
        int tolerance = name.endsWith(".jpg") ? 1 : 0;
        for (int i = 0; i < planes.length; i++) {
            if (Math.abs((planes[i] & 0xff) - (found[i] & 0xff)) > tolerance) {
                return false;
            }
        }
        return found.length == planes.length;
    }

    /** The name, for parameterized tests. */
    @Override
    public String toString() {
        return name;
    }
}
