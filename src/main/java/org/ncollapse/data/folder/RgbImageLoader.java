package org.ncollapse.data.folder;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import javax.imageio.ImageIO;
import org.datavec.image.data.Image;
import org.datavec.image.loader.BaseImageLoader;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ImageShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An image loader for DataVec that uses Java's own decoders. Returns red, green and blue channels of unscaled 8-bit
 * values, 1×3×H×W.
 *
 * <p>DataVec's {@code NativeImageLoader} needs OpenCV, 100 MB of native libraries, and returns blue first. Its
 * {@code ImageLoader} packs a color image into one channel. Gray images fill three equal channels with their stored
 * values; Java's conversion to RGB would apply a gamma correction.
 */
final class RgbImageLoader extends BaseImageLoader {
    private static final long serialVersionUID = 1L;

    private static final int PLANES = 3;

    /** Creates a loader that accepts images of one size only. */
    RgbImageLoader(ImageShape shape) {
        height = shape.height();
        width = shape.width();
        channels = PLANES;
    }

    /** Returns the shape of an image file as this loader reads it. */
    static ImageShape shapeOf(File file) throws IOException {
        BufferedImage image = decode(file);
        return new ImageShape(PLANES, image.getHeight(), image.getWidth());
    }

    @Override
    public INDArray asMatrix(File file) throws IOException {
        BufferedImage image = decode(file);
        if (image.getHeight() != height || image.getWidth() != width) {
            throw new BadInputException("image folder: " + file + " is " + image.getWidth() + " pixels wide and "
                    + image.getHeight() + " high; the first image is " + width + " by " + height
                    + ", and all must have the same size");
        }
        return Nd4j.create(planes(image), new long[] {1, PLANES, height, width}, 'c');
    }

    @Override
    public INDArray asMatrix(File file, boolean channelsFirst) throws IOException {
        INDArray planes = asMatrix(file);
        return channelsFirst ? planes : planes.permute(0, 2, 3, 1);
    }

    @Override
    public INDArray asRowVector(File file) throws IOException {
        return asMatrix(file).reshape(1, PLANES * height * width);
    }

    @Override
    public Image asImageMatrix(File file) throws IOException {
        return asImageMatrix(file, true);
    }

    @Override
    public Image asImageMatrix(File file, boolean channelsFirst) throws IOException {
        return new Image(asMatrix(file, channelsFirst), PLANES, (int) height, (int) width);
    }

    @Override
    public INDArray asRowVector(InputStream in) {
        throw onlyFiles();
    }

    @Override
    public INDArray asMatrix(InputStream in) {
        throw onlyFiles();
    }

    @Override
    public INDArray asMatrix(InputStream in, boolean channelsFirst) {
        throw onlyFiles();
    }

    @Override
    public Image asImageMatrix(InputStream in) {
        throw onlyFiles();
    }

    @Override
    public Image asImageMatrix(InputStream in, boolean channelsFirst) {
        throw onlyFiles();
    }

    /** Streams are not supported, because messages need a file name. */
    private static UnsupportedOperationException onlyFiles() {
        return new UnsupportedOperationException("images are read from files");
    }

    private static BufferedImage decode(File file) throws IOException {
        BufferedImage image;
        try {
            image = ImageIO.read(file);
        } catch (IOException | RuntimeException e) {
            // Decoders throw any kind of exception for damaged files.
            throw new BadInputException("image folder: " + file + " cannot be decoded: " + e.getMessage(), e);
        }
        if (image == null) {
            throw new BadInputException("image folder: " + file + " is neither PNG nor JPEG");
        }
        return image;
    }

    private static float[] planes(BufferedImage image) {
        int plane = image.getHeight() * image.getWidth();
        float[] values = new float[PLANES * plane];
        boolean gray = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !(image.getColorModel() instanceof IndexColorModel);
        if (gray) {
            int[] samples = image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
            int maxValue = (1 << image.getColorModel().getComponentSize(0)) - 1;
            for (int i = 0; i < plane; i++) {
                float value = Math.round(samples[i] * 255.0 / maxValue);
                values[i] = value;
                values[plane + i] = value;
                values[2 * plane + i] = value;
            }
        } else {
            int[] packed = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            for (int i = 0; i < plane; i++) {
                values[i] = packed[i] >> 16 & 0xff;
                values[plane + i] = packed[i] >> 8 & 0xff;
                values[2 * plane + i] = packed[i] & 0xff;
            }
        }
        return values;
    }
}
