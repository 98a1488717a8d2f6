package org.ncollapse.experiment.store;

import java.nio.file.Path;

/**
 * The paths of a run's files. The run has the same name in each folder.
 *
 * @param home the folder that contains {@code checkpoints}, {@code models} and {@code notebooks-export}
 * @param name the run's name
 */
public record RunFolders(Path home, String name) {

    /** The checkpoints, and the features that are buffered on disk while the run is running. */
    public Path checkpoints() {
        return home.resolve("checkpoints").resolve(name);
    }

    /** The file that is locked by the process that works on the run. */
    Path lock() {
        return checkpoints().resolve("lock");
    }

    /** The trained network. */
    public Path model() {
        return home.resolve("models").resolve(name + ".zip");
    }

    /** The results: tables, figures, features and the manifest. */
    public Path export() {
        return home.resolve("notebooks-export").resolve(name);
    }

    /** The manifest of a run. */
    public Path manifest() {
        return export().resolve("manifest.json");
    }

    /** The manifest of a sweep; a name belongs to a run or to a sweep. */
    public Path sweepManifest() {
        return export().resolve("sweep.json");
    }

    /** The text that says how well the UFM models fit. */
    public Path verdict() {
        return export().resolve("verdict.txt");
    }

    /** The event files for TensorBoard. */
    public Path tensorboard() {
        return export().resolve("tensorboard");
    }

    /** The page. */
    public Path report() {
        return export().resolve("report.html");
    }

    /** The figures. */
    public Path figures() {
        return export().resolve("figures");
    }
}
