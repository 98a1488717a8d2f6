package org.ncollapse.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a known data set stands on this machine.
 *
 * @param entry the data set
 * @param folder where its files are looked for
 * @param availability how much of it is there
 * @param missing the names of the files that are not, uncompressed
 * @param files every file as read; empty unless it was verified
 */
public record DatasetState(
        CatalogEntry entry, Path folder, Availability availability, List<String> missing, List<FileProvenance> files) {

    /** How much of a data set is there. */
    public enum Availability {
        /** No file of it. */
        MISSING,
        /** Some files, but not all. */
        INCOMPLETE,
        /** All files, whose contents were not looked at. */
        PRESENT,
        /** All files, each with the original's checksum. */
        VERIFIED,
        /** All files, but one or more have another checksum than the original, or one that nobody states. */
        MODIFIED
    }

    /** Copies the lists. */
    public DatasetState {
        missing = List.copyOf(missing);
        files = List.copyOf(files);
    }
}
