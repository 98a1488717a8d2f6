package org.ncollapse.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.spec.BadInputException;

/**
 * Where a run's files lie below the home folder; the run's name is the same in each place.
 *
 * @param home what holds {@code checkpoints}, {@code models} and {@code notebooks-export}
 * @param name the run's name
 */
public record RunFolders(Path home, String name) {

    /** State that is needed while the run goes on. */
    public Path checkpoints() {
        return home.resolve("checkpoints").resolve(name);
    }

    /** The finished network. */
    public Path model() {
        return home.resolve("models").resolve(name + ".zip");
    }

    /** What people and papers take: tables, figures, features, the manifest. */
    public Path export() {
        return home.resolve("notebooks-export").resolve(name);
    }

    /** Everything the run came from, and how it ended. */
    public Path manifest() {
        return export().resolve("manifest.json");
    }

    /** The fit in words. */
    public Path verdict() {
        return export().resolve("verdict.txt");
    }

    /** The drawn figures. */
    public Path figures() {
        return export().resolve("figures");
    }

    /**
     * Makes sure that no earlier run of the name is lost unasked.
     *
     * @param overwrite whether it was asked for
     * @throws BadInputException where there is such a run
     */
    void refuseExisting(boolean overwrite) {
        for (Path taken : List.of(export(), model())) {
            if (!overwrite && Files.exists(taken)) {
                throw new BadInputException("a run called '" + name + "' has left " + taken
                        + "; --overwrite to lose that one, or give this one another place (--home) or, with a file, another name (--set name=...)");
            }
        }
    }

    /** Removes what an earlier run of the name left. */
    void clear() throws IOException {
        delete(export());
        delete(checkpoints());
        Files.deleteIfExists(model());
    }

    /** Removes a folder with all that is in it; one that is not there stays so. */
    static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
