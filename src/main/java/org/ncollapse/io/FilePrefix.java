package org.ncollapse.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The first bytes of a file as they were written: their number and their SHA-256. A file that no longer starts with
 * them has been changed.
 *
 * @param bytes the number of bytes
 * @param sha256 their SHA-256, in lower-case hexadecimal
 */
public record FilePrefix(long bytes, String sha256) {

    /** The prefix of every file: no bytes. */
    public static final FilePrefix EMPTY = new FilePrefix(0, new Sha256().hex());

    /** Whether a path does not exist, not even as a link to nothing. */
    public static boolean isMissing(Path file) {
        return Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Compares a file with this prefix. Reads it in blocks.
     *
     * @param mayBeLonger whether more bytes may follow
     * @return what is wrong with the file, as a phrase that follows its name; empty if nothing is
     */
    public Optional<String> problemOf(Path file, boolean mayBeLonger) throws IOException {
        if (isMissing(file)) {
            return Optional.of("is missing");
        }
        if (!Files.isRegularFile(file)) { // Reading a pipe or a device might never end.
            return Optional.of("is not a regular file");
        }
        long found = Files.size(file);
        if (found < bytes) {
            return Optional.of("is damaged (it has " + found + " bytes, and the run had written " + bytes + ")");
        }
        if (found > bytes && !mayBeLonger) {
            return Optional.of("is damaged (it has " + found + " bytes, and the run had written only " + bytes + ")");
        }
        return new Sha256().updateFrom(file, bytes).hex().equals(sha256)
                ? Optional.empty()
                : Optional.of("is damaged (its first " + bytes + " bytes are not those that the run had written)");
    }
}
