package org.ncollapse.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;

/** The files that arguments of {@code measure} name: themselves, all in a folder, or those that match a pattern. */
final class FeatureFiles {

    /** The endings of names of files that are measured. */
    static final Pattern SUFFIX = Pattern.compile("\\.(npz|npy|pt|pth|safetensors)$", Pattern.CASE_INSENSITIVE);

    private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

    private FeatureFiles() {}

    /**
     * Expands folders and patterns. Other paths, also absent ones, are returned as they are.
     *
     * @throws BadInputException if a folder or a pattern gives no files
     */
    static List<Path> of(List<Path> given) {
        List<Path> files = new ArrayList<>();
        for (Path path : given) {
            if (Files.isDirectory(path)) {
                files.addAll(inFolder(path));
            } else if (!Files.exists(path) && WILDCARD.matcher(path.toString()).find()) {
                files.addAll(matching(path));
            } else {
                files.add(path);
            }
        }
        return files;
    }

    private static List<Path> inFolder(Path folder) {
        List<Path> files = list(
                folder, 1, file -> SUFFIX.matcher(file.getFileName().toString()).find());
        if (files.isEmpty()) {
            throw new BadInputException(
                    folder + " has no files of features; expected .npz, .npy, .pt, .pth or .safetensors");
        }
        return files;
    }

    private static List<Path> matching(Path pattern) {
        Path folder = pattern;
        int depth = 0;
        while (folder != null && WILDCARD.matcher(folder.toString()).find()) {
            folder = folder.getParent();
            depth++;
        }
        Path start = folder == null ? Path.of("") : folder;
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            List<Path> files = Files.isDirectory(start) ? list(start, depth, matcher::matches) : List.of();
            if (files.isEmpty()) {
                throw new BadInputException(pattern + ": no file matches this pattern");
            }
            return files;
        } catch (PatternSyntaxException e) {
            throw new BadInputException(pattern + " is not a valid pattern: " + e.getDescription(), e);
        }
    }

    /** Returns the files in a folder, and at most {@code depth} − 1 folders below it, sorted; without hidden ones. */
    private static List<Path> list(Path folder, int depth, Predicate<Path> wanted) {
        try (Stream<Path> all = Files.walk(folder, depth)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(wanted)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new BadInputException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
