package org.ncollapse.data;

import java.nio.file.Path;
import java.util.List;

/**
 * The state of a data set of the catalog on this machine.
 *
 * @param entry the data set
 * @param folder the folder of its files
 * @param availability the state as a whole
 * @param missing the names of missing files, uncompressed
 * @param files all files as read; empty unless they were verified
 */
public record DatasetState(
        CatalogEntry entry, Path folder, Availability availability, List<String> missing, List<FileProvenance> files) {

    /** The state of a data set. */
    public enum Availability {
        /** No file exists. */
        MISSING,
        /** Some files exist, but not all. */
        INCOMPLETE,
        /** All files exist; their contents were not read. */
        PRESENT,
        /** All files have the checksums of the originals. */
        VERIFIED,
        /** All files exist, but some have a checksum that differs from the original or is not in the catalog. */
        MODIFIED
    }

    /** Copies the lists. */
    public DatasetState {
        missing = List.copyOf(missing);
        files = List.copyOf(files);
    }
}
