package org.ncollapse.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A data file on this machine with its digest, compared with the catalog.
 *
 * @param path the file
 * @param encoding how it stores its content
 * @param provenance the entry for the manifest; readers check headers against its size
 */
record DigestedFile(Path path, FileEncoding encoding, FileProvenance provenance) {

    /**
     * Reads the file and compares it with the original.
     *
     * <p>A file is original if its content has the catalog's digest or, gzipped, if the file itself is the download.
     *
     * @param path the file
     * @param encoding how it stores its content
     * @param name its name for the manifest
     * @param expected the original content
     * @param download the file of the mirrors
     */
    static DigestedFile digest(
            Path path, FileEncoding encoding, String name, CatalogFile expected, CatalogFile download) {
        FileDigest found = FileDigest.of(path, encoding);
        boolean original = found.contentSha256().equals(expected.sha256())
                || found.fileSha256().equals(download.sha256());
        return new DigestedFile(
                path, encoding, new FileProvenance(name, found.contentBytes(), found.contentSha256(), original));
    }

    /** Returns the content of the file. */
    DataInputStream open() throws IOException {
        return new DataInputStream(encoding.open(path));
    }
}
