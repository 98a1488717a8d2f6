package org.ncollapse.data.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.io.AtomicFile;

/**
 * A file to download.
 *
 * @param mirrors its addresses, tried in turn
 * @param target the complete file; received data is in {@link AtomicFile#temporaryFileFor}
 * @param bytes its size
 * @param sha256 its SHA-256 in lower-case hexadecimal
 */
public record DownloadRequest(List<URI> mirrors, Path target, long bytes, String sha256) {

    /** Copies the list. */
    public DownloadRequest {
        mirrors = List.copyOf(mirrors);
    }

    /** The file's name. */
    public String name() {
        return target.getFileName().toString();
    }

    Path partFile() {
        return AtomicFile.temporaryFileFor(target);
    }
}
