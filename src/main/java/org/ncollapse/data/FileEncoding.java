package org.ncollapse.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** How a file of the catalog stores its content. */
enum FileEncoding {
    /** As it is. */
    RAW,
    /** Compressed by gzip. */
    GZIP,
    /** As a Python pickle of CIFAR-10; the content is the records of the binary version. */
    CIFAR10_PICKLE,
    /** As a Python pickle of CIFAR-100; the content is the records of the binary version. */
    CIFAR100_PICKLE;

    private static final int BUFFER = 1 << 16;

    /** Returns the encoding of an IDX file or binary record file: gzip if its name ends with {@code .gz}. */
    static FileEncoding ofName(Path file) {
        return file.toString().endsWith(".gz") ? GZIP : RAW;
    }

    /**
     * Returns the content of a file.
     *
     * @throws IOException if it cannot be read
     * @throws org.ncollapse.io.BadInputException if a pickle does not hold arrays of images
     */
    InputStream open(Path file) throws IOException {
        return switch (this) {
            case RAW, GZIP -> decompressed(new BufferedInputStream(Files.newInputStream(file), BUFFER));
            case CIFAR10_PICKLE -> CifarPickle.cifar10(file).records();
            case CIFAR100_PICKLE -> CifarPickle.cifar100(file).records();
        };
    }

    /** Returns the content of a raw or gzipped file, and closes it if it is not gzipped. */
    InputStream decompressed(InputStream raw) throws IOException {
        try {
            return this == GZIP ? new GZIPInputStream(raw, BUFFER) : raw;
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }
}
