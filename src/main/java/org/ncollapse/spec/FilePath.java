package org.ncollapse.spec;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths in experiment files. {@code $HOME} and {@code $USER} are replaced, because manifests write them. */
final class FilePath {

    private FilePath() {}

    /**
     * Returns the absolute path, because a run may be resumed from another folder; null for null.
     *
     * @param key for messages
     * @param expected what the path must be, for messages
     * @throws InvalidValueException if it is no path here
     */
    static String absolute(String key, String path, String expected) {
        if (path == null) {
            return null;
        }
        InvalidValueException.throwUnless(!path.isBlank() && path.indexOf('\0') < 0, key, path, expected);
        String absolute = toAbsolute(path);
        InvalidValueException.throwUnless(
                absolute != null,
                key,
                path,
                "a path in the encoding of the locale; choose another: export LC_ALL=C.UTF-8");
        return absolute;
    }

    private static String toAbsolute(String path) {
        try {
            return Path.of(path.replace("$HOME", System.getProperty("user.home"))
                            .replace("$USER", System.getProperty("user.name")))
                    .toAbsolutePath()
                    .normalize()
                    .toString();
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
