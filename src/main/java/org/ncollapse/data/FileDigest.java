package org.ncollapse.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;

/**
 * The size and SHA-256 of a file's content, and the SHA-256 of the file itself.
 *
 * <p>Computed before any count in the file is used.
 *
 * @param contentBytes the size of the content
 * @param contentSha256 of the content; equal to {@code fileSha256} for a raw file
 * @param fileSha256 of the file
 */
record FileDigest(long contentBytes, String contentSha256, String fileSha256) {

    private static final int BUFFER = 1 << 16;

    /**
     * Reads the file once, a pickle twice.
     *
     * @throws BadInputException if it cannot be read, or is compressed and damaged
     */
    static FileDigest of(Path file, FileEncoding encoding) {
        try {
            return switch (encoding) {
                case RAW, GZIP -> inOnePass(file, encoding);
                case CIFAR10_PICKLE, CIFAR100_PICKLE -> {
                    Sha256 ofContent = new Sha256();
                    try (InputStream content = ofContent.digesting(encoding.open(file))) {
                        long bytes = content.transferTo(OutputStream.nullOutputStream());
                        yield new FileDigest(bytes, ofContent.hex(), Sha256.of(file));
                    }
                }
            };
        } catch (IOException e) {
            throw unreadableFile(file, e);
        }
    }

    private static FileDigest inOnePass(Path file, FileEncoding encoding) throws IOException {
        Sha256 ofFile = new Sha256();
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
                InputStream digested = ofFile.digesting(raw)) {
            if (encoding == FileEncoding.RAW) {
                long bytes = digested.transferTo(OutputStream.nullOutputStream());
                String sha256 = ofFile.hex();
                return new FileDigest(bytes, sha256, sha256);
            }
            Sha256 ofContent = new Sha256();
            InputStream content = ofContent.digesting(encoding.decompressed(digested));
            long bytes = content.transferTo(OutputStream.nullOutputStream());
            // Bytes after the compressed data belong to the file's digest, too.
            digested.transferTo(OutputStream.nullOutputStream());
            return new FileDigest(bytes, ofContent.hex(), ofFile.hex());
        }
    }

    /** Returns the exception for a data file that cannot be read. */
    static BadInputException unreadableFile(Path file, IOException cause) {
        return new BadInputException(
                file + " cannot be read (" + cause + "); delete it; the next run downloads it again", cause);
    }
}
