package org.ncollapse.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Replaces a file in one step. The content is first written to a temporary file in the same folder, then renamed, so
 * that a reader finds the old file or the new one, never an incomplete one.
 */
public final class AtomicFile {

    private static final String TEMPORARY_SUFFIX = ".part";

    private AtomicFile() {}

    /** Writes a file's content to the path it is given. */
    public interface ContentWriter {
        void writeTo(Path temporaryFile) throws IOException;
    }

    /**
     * Writes a file that must survive a power failure: when this returns, file content and directory entry are on the
     * disk.
     */
    public static void write(Path target, ContentWriter content) throws IOException {
        Path temporaryFile = temporaryFileFor(target);
        try {
            content.writeTo(temporaryFile);
            replace(temporaryFile, target);
        } finally {
            Files.deleteIfExists(temporaryFile);
        }
    }

    /** Writes a file without waiting for the disk. Only for files that can be computed again from others. */
    public static void writeUnsynced(Path target, ContentWriter content) throws IOException {
        Path temporaryFile = temporaryFileFor(target);
        try {
            content.writeTo(temporaryFile);
            replaceUnsynced(temporaryFile, target);
        } finally {
            Files.deleteIfExists(temporaryFile);
        }
    }

    /**
     * Renames a complete file or folder to the target's name; when this returns, content and directory entry are on the
     * disk.
     */
    public static void replace(Path temporaryFile, Path target) throws IOException {
        Fsync.sync(temporaryFile);
        replaceUnsynced(temporaryFile, target);
        Fsync.sync(target.toAbsolutePath().getParent());
    }

    /** Renames a complete file without waiting for the disk. Only for files that can be computed again from others. */
    public static void replaceUnsynced(Path temporaryFile, Path target) throws IOException {
        Files.move(temporaryFile, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns the temporary file in which a target's content is written: {@code .NAME.part} in the same folder. */
    public static Path temporaryFileFor(Path target) {
        return target.resolveSibling("." + target.getFileName() + TEMPORARY_SUFFIX);
    }

    /** Returns a temporary file that no other process uses, for a target that several processes may write at once. */
    public static Path uniqueTemporaryFileFor(Path target) {
        return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + TEMPORARY_SUFFIX);
    }

    /** Returns whether a file is a temporary file of this class, by its name. */
    public static boolean isTemporaryFile(Path file) {
        return file.getFileName().toString().endsWith(TEMPORARY_SUFFIX);
    }
}
