package org.ncollapse.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;

/** Builds the one-line message for a file that could not be read or written, with a remedy for the usual causes. */
final class FileErrorMessage {

    /** What to do, by the operating system's message. */
    private static final Map<String, String> REMEDIES = new LinkedHashMap<>();

    static {
        REMEDIES.put("Too many open files", "raise the limit of open files: ulimit -n 4096");
        REMEDIES.put("File too large", "raise the limit of file sizes: ulimit -f unlimited");
        REMEDIES.put("No space left on device", "free disk space, or choose another folder with --home");
        REMEDIES.put("Disk quota exceeded", "free disk space, or choose another folder with --home");
        REMEDIES.put("Read-only file system", "choose a folder that you can write to with --home or NCOLLAPSE_HOME");
        REMEDIES.put("Permission denied", "choose a folder that you can write to with --home or NCOLLAPSE_HOME");
    }

    private FileErrorMessage() {}

    /** Returns what failed, the cause at the end of the chain, which says why, and the remedy if there is one. */
    static String of(Throwable thrown) {
        Throwable cause = causes(thrown).reduce((one, next) -> next).orElseThrow();
        String text = describe(thrown).contains(String.valueOf(cause.getMessage()))
                ? describe(thrown)
                : thrown + ": " + describe(cause);
        return "a file could not be read or written: " + text
                + remedy(thrown).map(remedy -> "; " + remedy).orElse("");
    }

    /** Returns whether a limit or a permission of the operating system is the cause of an exception of another kind. */
    static boolean isCauseOf(Throwable thrown) {
        return remedy(thrown).isPresent();
    }

    private static Optional<String> remedy(Throwable thrown) {
        return REMEDIES.entrySet().stream()
                .filter(entry ->
                        causes(thrown).anyMatch(cause -> describe(cause).contains(entry.getKey())))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Java leaves the operating system's message out of these exceptions. */
    private static String describe(Throwable cause) {
        if (cause instanceof AccessDeniedException) {
            return cause.getMessage() + ": Permission denied";
        }
        return cause instanceof NotDirectoryException ? cause.getMessage() + ": Not a directory" : cause.toString();
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause);
    }

    /** Returns the message for native code that cannot be loaded; empty for other exceptions. */
    static Optional<String> ofNativeLibrary(Throwable thrown) {
        if (causes(thrown).noneMatch(cause -> cause instanceof UnsatisfiedLinkError)) {
            return Optional.empty();
        }
        String reason = causes(thrown).reduce((one, next) -> next).orElseThrow().getMessage();
        // The path of the library may come twice.
        return Optional.of(new BadInputException("native code cannot be loaded: "
                        + String.valueOf(reason).replaceFirst("^(\\S+): \\1: ", "$1: ")
                        + "; if its folder is mounted with noexec, is full or cannot be written, choose another: "
                        + "export JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=DIR")
                .getMessage());
    }

    /** Returns the message for a path that the locale's encoding cannot express; empty for other exceptions. */
    static Optional<String> ofEncoding(Throwable thrown) {
        return causes(thrown)
                .filter(cause -> cause instanceof InvalidPathException)
                .map(cause -> (InvalidPathException) cause)
                .filter(invalid -> !isAscii(invalid.getInput()))
                .findFirst()
                .map(invalid -> new BadInputException(
                                "the path '" + invalid.getInput() + "' cannot be used: " + encodingRemedy())
                        .getMessage());
    }

    static String encodingRemedy() {
        return "the encoding of the locale, " + System.getProperty("sun.jnu.encoding")
                + ", does not contain its letters; choose another locale: export LC_ALL=C.UTF-8";
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(letter -> letter < 128);
    }
}
