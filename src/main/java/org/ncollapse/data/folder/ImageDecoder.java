package org.ncollapse.data.folder;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG, JPEG, GIF (the first image) and BMP files with the JDK's own decoders, exactly or not at all.
 *
 * <p>Decoders that libraries register are never called. An image of which the decoder warns is refused, because it is
 * decoded in part only. The values are the stored ones: color profiles, gamma, transparency and Exif's orientation are
 * ignored, as Pillow's {@code convert("RGB")} does.
 */
final class ImageDecoder {

    /** The number of planes of a decoded image. */
    static final int PLANES = 3;

    private static final int MAX_BYTES = 1 << 27;

    private ImageDecoder() {}

    /**
     * Reads a file and checks its structure.
     *
     * @throws IOException if it cannot be read
     * @throws InvalidImageException if it is of another format, truncated, damaged, or not readable exactly
     */
    static EncodedImage open(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new InvalidImageException("has " + Files.size(file) + " bytes; at most 128 MB are read: resize it");
        }
        byte[] bytes = Files.readAllBytes(file);
        return ImageFormat.of(bytes).check(bytes);
    }

    /**
     * Decodes an image.
     *
     * @return the red, green and blue values, one plane after the other, 0 to 255; equal planes for a gray image
     * @throws InvalidImageException if the decoder warns or fails
     */
    static byte[] planes(EncodedImage image) throws InvalidImageException {
        try {
            return planes(image, decode(image));
        } catch (InvalidImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The decoders throw any kind of exception for damaged files.
            throw InvalidImageException.damaged(image.format(), String.valueOf(e.getMessage()), e);
        }
    }

    private static BufferedImage decode(EncodedImage image) throws IOException {
        ImageReader reader = readerOf(image.format());
        try {
            String[] warning = new String[1];
            reader.addIIOReadWarningListener((source, message) -> warning[0] = message);
            reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(image.content())), true, true);
            BufferedImage decoded = reader.read(0);
            if (image.format() == ImageFormat.GIF) {
                throwUnlessFilled(reader, decoded);
            }
            if (warning[0] != null) {
                throw InvalidImageException.damaged(image.format(), warning[0]);
            }
            if (decoded.getWidth() != image.width() || decoded.getHeight() != image.height()) {
                throw InvalidImageException.damaged(image.format(), "its size is ambiguous");
            }
            return decoded;
        } finally {
            reader.dispose();
        }
    }

    /** Returns the JDK's reader of a format. */
    private static ImageReader readerOf(ImageFormat format) throws IOException {
        Iterator<ImageReaderSpi> readers = IIORegistry.getDefaultInstance()
                .getServiceProviders(
                        ImageReaderSpi.class,
                        provider -> provider.getClass().getModule() == ImageReader.class.getModule()
                                && List.of(((ImageReaderSpi) provider).getFormatNames())
                                        .contains(format.name().toLowerCase(Locale.ROOT)),
                        true);
        return readers.next().createReaderInstance();
    }

    /**
     * Decodes a GIF again over another background. The decoder leaves pixels as they are if their codes are missing.
     */
    private static void throwUnlessFilled(ImageReader reader, BufferedImage decoded) throws IOException {
        BufferedImage other =
                reader.getImageTypes(0).next().createBufferedImage(decoded.getWidth(), decoded.getHeight());
        int[] ones = new int[decoded.getWidth() * decoded.getHeight()];
        Arrays.fill(ones, 1);
        other.getRaster().setSamples(0, 0, decoded.getWidth(), decoded.getHeight(), 0, ones);
        ImageReadParam over = reader.getDefaultReadParam();
        over.setDestination(other);
        reader.read(0, over);
        if (!Arrays.equals(samples(decoded, 0), samples(other, 0))) {
            throw InvalidImageException.truncated(ImageFormat.GIF);
        }
    }

    private static byte[] planes(EncodedImage encoded, BufferedImage image) throws InvalidImageException {
        int plane = image.getHeight() * image.getWidth();
        byte[] values = new byte[PLANES * plane];
        if (image.getColorModel() instanceof IndexColorModel palette) {
            int[] indices = samples(image, 0);
            for (int i = 0; i < plane; i++) {
                if (indices[i] >= palette.getMapSize()
                        || encoded.paletteSize() > 0 && indices[i] >= encoded.paletteSize()) {
                    throw InvalidImageException.damaged(encoded.format(), "a pixel has a color outside the palette");
                }
                int color = palette.getRGB(indices[i]);
                values[i] = (byte) (color >> 16);
                values[plane + i] = (byte) (color >> 8);
                values[2 * plane + i] = (byte) color;
            }
            return values;
        }
        boolean gray = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        for (int c = 0; c < PLANES; c++) {
            int[] band = samples(image, gray ? 0 : c);
            for (int i = 0; i < plane; i++) {
                values[c * plane + i] = (byte) band[i];
            }
        }
        return values;
    }

    private static int[] samples(BufferedImage image, int band) {
        Raster raster = image.getRaster();
        return raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), band, (int[]) null);
    }
}
