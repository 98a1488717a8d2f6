package org.ncollapse.data.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.io.AtomicFile;

/**
 * A file to download: all of a server's file, or a section of it.
 *
 * @param mirrors the addresses of the server's file, tried in turn
 * @param target the complete file; received data is in {@link AtomicFile#temporaryFileFor}
 * @param bytes its size
 * @param sha256 its SHA-256 in lower-case hexadecimal
 * @param offset where it starts in the server's file, in bytes
 * @param sourceBytes the size of the server's file
 */
public record DownloadRequest(
        List<URI> mirrors, Path target, long bytes, String sha256, long offset, long sourceBytes) {

    /** Copies the list. */
    public DownloadRequest {
        mirrors = List.copyOf(mirrors);
    }

    /** Requests all of a file. */
    public DownloadRequest(List<URI> mirrors, Path target, long bytes, String sha256) {
        this(mirrors, target, bytes, sha256, 0, bytes);
    }

    boolean isSection() {
        return bytes != sourceBytes;
    }

    /** The file's name. */
    public String name() {
        return target.getFileName().toString();
    }

    Path partFile() {
        return AtomicFile.temporaryFileFor(target);
    }
}
