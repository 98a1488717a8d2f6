package org.ncollapse.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Replaces a file by one written beside it and then renamed, so that a reader finds the old one or the new one, whole.
 */
public final class AtomicFile {

    private AtomicFile() {}

    /** Writes a file at the path it is given. */
    public interface ContentWriter {
        void writeTo(Path beside) throws IOException;
    }

    /** Writes the file and puts it in the place of the one before; the disk then holds either, never half of one. */
    public static void replace(Path file, ContentWriter content) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            content.writeTo(beside);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
