package org.ncollapse.data.folder;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import org.datavec.image.data.Image;
import org.datavec.image.loader.BaseImageLoader;
import org.ncollapse.spec.ImageShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An image loader for DataVec that uses {@link ImageDecoder}. Returns red, green and blue channels of unscaled 8-bit
 * values, 1×3×H×W.
 *
 * <p>DataVec's {@code NativeImageLoader} needs OpenCV, 100 MB of native libraries, and returns blue first. Its
 * {@code ImageLoader} packs a color image into one channel. Gray images fill three equal channels with their stored
 * values; Java's conversion to RGB would apply a gamma correction.
 */
final class RgbImageLoader extends BaseImageLoader {
    private static final long serialVersionUID = 1L;

    /** Creates a loader that accepts images of one size only. */
    RgbImageLoader(ImageShape shape) {
        height = shape.height();
        width = shape.width();
        channels = ImageDecoder.PLANES;
    }

    /** Returns the shape of an image file as this loader reads it, from its header. */
    static ImageShape shapeOf(File file) throws IOException {
        EncodedImage image = ImageDecoder.open(file.toPath());
        return new ImageShape(ImageDecoder.PLANES, image.height(), image.width());
    }

    @Override
    public INDArray asMatrix(File file) throws IOException {
        EncodedImage image = ImageDecoder.open(file.toPath());
        if (image.height() != height || image.width() != width) {
            throw new InvalidImageException("is " + image.width() + " pixels wide and " + image.height()
                    + " high; others are " + width + " by " + height + ", and all must have the same size: resize it");
        }
        byte[] planes = ImageDecoder.planes(image);
        float[] values = new float[planes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = planes[i] & 0xff;
        }
        return Nd4j.create(values, new long[] {1, ImageDecoder.PLANES, height, width}, 'c');
    }

    @Override
    public INDArray asMatrix(File file, boolean channelsFirst) throws IOException {
        INDArray planes = asMatrix(file);
        return channelsFirst ? planes : planes.permute(0, 2, 3, 1);
    }

    @Override
    public INDArray asRowVector(File file) throws IOException {
        return asMatrix(file).reshape(1, ImageDecoder.PLANES * height * width);
    }

    @Override
    public Image asImageMatrix(File file) throws IOException {
        return asImageMatrix(file, true);
    }

    @Override
    public Image asImageMatrix(File file, boolean channelsFirst) throws IOException {
        return new Image(asMatrix(file, channelsFirst), ImageDecoder.PLANES, (int) height, (int) width);
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
}
