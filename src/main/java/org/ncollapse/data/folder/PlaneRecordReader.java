package org.ncollapse.data.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.image.recordreader.ImageRecordReader;
import org.ncollapse.data.ImageShape;
import org.ncollapse.spec.BadInputException;

/** DataVec's image record reader, with {@link PlaneImageLoader} in place of the one that needs OpenCV. */
final class PlaneRecordReader extends ImageRecordReader {
    private static final long serialVersionUID = 1L;

    /** A reader of files in the order given, all of one shape. */
    PlaneRecordReader(ImageShape shape, List<Path> files) {
        super(shape.height(), shape.width(), shape.channels());
        imageLoader = new PlaneImageLoader(shape);
        try {
            initialize(new CollectionInputSplit(files.stream().map(Path::toUri).toArray(URI[]::new)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the next image.
     *
     * @return its planes, one behind the other
     * @throws BadInputException if it cannot be decoded or has another size
     */
    float[] nextPlanes() {
        try {
            return ((NDArrayWritable) next().get(0)).get().data().asFloat();
        } catch (RuntimeException e) {
            // DataVec wraps whatever the loader throws.
            if (e.getCause() instanceof BadInputException badInput) {
                throw badInput;
            }
            throw e;
        }
    }
}
