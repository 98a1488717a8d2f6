package org.ncollapse.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Replaces a file in one step. The content is first written to a temporary file in the same folder, then renamed, so
 * that a reader finds the old file or the new one, never a part of either.
 */
public final class AtomicFile {

    private static final String PART_SUFFIX = ".part";

    private AtomicFile() {}

    /** Writes a file's content to the path it is given. */
    public interface ContentWriter {
        void writeTo(Path part) throws IOException;
    }

    /**
     * Writes a file that must survive a power failure: when this returns, file content and directory entry are on the
     * disk.
     */
    public static void write(Path target, ContentWriter content) throws IOException {
        Path part = partOf(target);
        try {
            content.writeTo(part);
            replace(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Writes a file without waiting for the disk. Only for files that can be computed again from others. */
    public static void writeUnsynced(Path target, ContentWriter content) throws IOException {
        Path part = partOf(target);
        try {
            content.writeTo(part);
            replaceUnsynced(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Renames a complete file or folder to the target's name; when this returns, content and directory entry are on the
     * disk.
     */
    public static void replace(Path part, Path target) throws IOException {
        Fsync.sync(part);
        replaceUnsynced(part, target);
        Fsync.sync(target.toAbsolutePath().getParent());
    }

    /** Renames a complete file without waiting for the disk. Only for files that can be computed again from others. */
    public static void replaceUnsynced(Path part, Path target) throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns the temporary file in which a target's content is written: {@code .NAME.part} in the same folder. */
    public static Path partOf(Path target) {
        return target.resolveSibling("." + target.getFileName() + PART_SUFFIX);
    }

    /** Returns a temporary file that no other process uses, for a target that several processes may write at once. */
    public static Path uniquePartOf(Path target) {
        return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + PART_SUFFIX);
    }

    /** Returns whether a file is a temporary file of this class, by its name. */
    public static boolean isPart(Path file) {
        return file.getFileName().toString().endsWith(PART_SUFFIX);
    }
}
