package org.ncollapse.data;

import java.nio.file.Path;

/**
 * A data file as found on this machine, digested and judged against the catalog.
 *
 * @param path where it lies
 * @param provenance what the manifest keeps of it; its size is the one that headers are checked against
 */
record DigestedFile(Path path, FileProvenance provenance) {

    /**
     * Reads the file once and compares it with the original.
     *
     * <p>A file is original if its content has the catalog's digest or, gzipped, if the file itself is the download.
     *
     * @param path the file
     * @param name its name for the manifest
     * @param expected what it should be, uncompressed
     * @param download what the mirrors hold
     */
    static DigestedFile digest(Path path, String name, CatalogFile expected, CatalogFile download) {
        FileDigest found = FileDigest.of(path);
        boolean original = found.contentSha256().equals(expected.sha256())
                || found.fileSha256().equals(download.sha256());
        return new DigestedFile(path, new FileProvenance(name, found.contentBytes(), found.contentSha256(), original));
    }
}
