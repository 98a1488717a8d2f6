package org.ncollapse.data;

import java.nio.file.Path;

/**
 * A data file as found on this machine, digested and judged against the catalogue.
 *
 * @param path where it lies
 * @param provenance what the manifest keeps of it; its size is the one that headers are checked against
 */
record LocalFile(Path path, DataFile provenance) {

    /**
     * Reads the file once and compares it with the original.
     *
     * <p>A file is original if its content has the catalogue's digest or, gzipped, if the file itself is the download.
     *
     * @param path the file
     * @param name its name for the manifest
     * @param expected what it should be, uncompressed
     * @param download what the mirrors hold
     */
    static LocalFile read(Path path, String name, CatalogueFile expected, CatalogueFile download) {
        ContentDigest found = ContentDigest.of(path);
        boolean original = found.contentSha256().equals(expected.sha256())
                || found.fileSha256().equals(download.sha256());
        return new LocalFile(path, new DataFile(name, found.bytes(), found.contentSha256(), original));
    }
}
