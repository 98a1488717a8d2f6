package org.ncollapse.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;

/**
 * The size and SHA-256 of a file's uncompressed content, and the SHA-256 of the file itself.
 *
 * <p>Computed in one pass, before any count in the file is used.
 *
 * @param contentBytes the size of the content, uncompressed
 * @param contentSha256 of the content; equal to {@code fileSha256} for a file that is not gzipped
 * @param fileSha256 of the file
 */
record FileDigest(long contentBytes, String contentSha256, String fileSha256) {

    private static final int BUFFER = 1 << 16;

    /**
     * Reads the file once.
     *
     * @throws BadInputException if it cannot be read, or is gzipped and damaged
     */
    static FileDigest of(Path file) {
        Sha256 ofFile = new Sha256();
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
                InputStream digested = ofFile.digesting(raw)) {
            if (!isGzipped(file)) {
                long bytes = digested.transferTo(OutputStream.nullOutputStream());
                String sha256 = ofFile.hex();
                return new FileDigest(bytes, sha256, sha256);
            }
            Sha256 ofContent = new Sha256();
            InputStream content = ofContent.digesting(new GZIPInputStream(digested, BUFFER));
            long bytes = content.transferTo(OutputStream.nullOutputStream());
            // Bytes after the compressed data belong to the file's digest, too.
            digested.transferTo(OutputStream.nullOutputStream());
            return new FileDigest(bytes, ofContent.hex(), ofFile.hex());
        } catch (IOException e) {
            throw unreadableFile(file, e);
        }
    }

    /** Returns the content of a file, decompressed if its name ends with {@code .gz}. */
    static InputStream openDecompressed(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            return isGzipped(file) ? new GZIPInputStream(raw, BUFFER) : raw;
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** Returns the exception for a data file that cannot be read. */
    static BadInputException unreadableFile(Path file, IOException cause) {
        return new BadInputException(
                file + " cannot be read (" + cause + "); delete it; the next run downloads it again", cause);
    }

    private static boolean isGzipped(Path file) {
        return file.toString().endsWith(".gz");
    }
}
