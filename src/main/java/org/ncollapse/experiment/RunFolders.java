package org.ncollapse.experiment;

import java.nio.file.Path;

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

    /** The drawn figures. */
    public Path figures() {
        return export().resolve("figures");
    }
}
