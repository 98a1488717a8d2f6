package org.ncollapse.data.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.image.recordreader.ImageRecordReader;
import org.ncollapse.spec.ImageShape;

/** DataVec's image record reader with {@link RgbImageLoader} instead of the loader that needs OpenCV. */
final class RgbRecordReader extends ImageRecordReader {
    private static final long serialVersionUID = 1L;

    /** Creates a reader of files in the given order, all of one shape. */
    RgbRecordReader(ImageShape shape, List<Path> files) {
        super(shape.height(), shape.width(), shape.channels());
        imageLoader = new RgbImageLoader(shape);
        try {
            initialize(new CollectionInputSplit(files.stream().map(Path::toUri).toArray(URI[]::new)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the next image.
     *
     * @return its channels, one after the other
     * @throws IOException if it cannot be read
     * @throws InvalidImageException if it cannot be decoded or has another size; the reader continues with the next one
     */
    float[] nextImage() throws IOException {
        try {
            return ((NDArrayWritable) next().get(0)).get().data().asFloat();
        } catch (RuntimeException e) {
            // DataVec wraps exceptions of the loader.
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
