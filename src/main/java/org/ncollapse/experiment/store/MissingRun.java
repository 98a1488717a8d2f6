package org.ncollapse.experiment.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.text.Suggestion;

/** Builds the message for a name that no run or no sweep has. */
public final class MissingRun {

    private static final RunFolders ANY = new RunFolders(Path.of(""), "any");
    private static final String RUN_FILE = ANY.manifest().getFileName().toString();
    private static final String SWEEP_FILE = ANY.sweepManifest().getFileName().toString();

    private MissingRun() {}

    /** Returns the exception for the manifest of a run that does not exist. */
    static BadInputException run(Path manifest) throws IOException {
        String name = name(manifest);
        String advice = Files.isRegularFile(manifest.resolveSibling(SWEEP_FILE))
                ? ": '" + name + "' is a sweep; 'ncollapse sweep status " + name + "' lists its runs"
                : ": no run is called '" + name + "'"
                        + Suggestion.advice(
                                name,
                                siblings(manifest, RUN_FILE),
                                "'ncollapse status' lists all runs (--home DIR: those in another folder)");
        return new BadInputException(manifest + " does not exist" + advice);
    }

    /** Returns the exception for the manifest of a sweep that does not exist. */
    public static BadInputException sweep(Path manifest) throws IOException {
        String name = name(manifest);
        String advice = Files.isRegularFile(manifest.resolveSibling(RUN_FILE))
                ? ": '" + name + "' is a run; 'ncollapse status " + name + "' shows it"
                : ": no sweep is called '" + name + "'"
                        + Suggestion.advice(
                                name,
                                siblings(manifest, SWEEP_FILE),
                                "'ncollapse sweep FILE' starts one (--home DIR: in another folder)");
        return new BadInputException(manifest + " does not exist" + advice);
    }

    private static String name(Path manifest) {
        return manifest.toAbsolutePath().getParent().getFileName().toString();
    }

    /** Returns the names next to a missing one. */
    private static List<String> siblings(Path manifest, String file) throws IOException {
        Path parent = manifest.toAbsolutePath().getParent().getParent();
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve(file)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
