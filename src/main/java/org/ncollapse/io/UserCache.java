package org.ncollapse.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A folder of the user for files that can be made again. Several processes may use it at once.
 *
 * @param folder the folder; it is created when needed
 */
public record UserCache(Path folder) {

    /**
     * Returns the folder {@code ncollapse/NAME} in {@code XDG_CACHE_HOME}, or else in {@code ~/.cache}.
     *
     * @throws java.nio.file.InvalidPathException if the locale's encoding cannot express that folder
     */
    public static UserCache named(String name) {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path root =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return new UserCache(root.resolve("ncollapse").resolve(name));
    }

    /** Returns the path of a file, which need not exist. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /**
     * Writes a file atomically, unless it has this content already.
     *
     * @return its path
     * @throws IOException if it cannot be written, or the user has no home folder
     */
    public Path keep(String name, byte[] content) throws IOException {
        if (!folder.isAbsolute()) { // Java's name for the folder of a user without one is "?".
            throw new IOException(folder + " is not an absolute path; XDG_CACHE_HOME can name one");
        }
        Path file = file(name);
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return file;
        }
        Files.createDirectories(folder);
        Path temporary = AtomicFile.uniqueTemporaryFileFor(file);
        try {
            Files.write(temporary, content);
            AtomicFile.replaceUnsynced(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return file;
    }
}
