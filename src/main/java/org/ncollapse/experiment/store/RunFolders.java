package org.ncollapse.experiment.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Folders;
import org.ncollapse.io.Fsync;
import org.ncollapse.report.figure.Figures;
import org.ncollapse.report.table.FitFiles;

/**
 * Where a run's files lie below the home folder; the run's name is the same in each place.
 *
 * @param home what holds {@code checkpoints}, {@code models} and {@code notebooks-export}
 * @param name the run's name
 */
public record RunFolders(Path home, String name) {

    /** What names of files of one epoch begin with. */
    private static final Pattern EPOCH = Pattern.compile("epoch-(\\d{1,9})");

    /** States that the run resumes from, and what it needs while it goes on. */
    public Path checkpoints() {
        return home.resolve("checkpoints").resolve(name);
    }

    /** Locked by the process that the run goes on in. */
    Path lock() {
        return checkpoints().resolve("lock");
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

    /** TensorBoard's files. */
    public Path tensorboard() {
        return export().resolve("tensorboard");
    }

    /** The page. */
    public Path report() {
        return export().resolve("report.html");
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
    public void requireUnused(boolean overwrite) throws IOException {
        if (Files.exists(export().resolve("sweep.json"))) {
            throw new BadInputException("a sweep is called '" + name + "' (" + export()
                    + "); give the run another name (--set name=...) or place (--home)");
        }
        for (Path taken : List.of(export(), model())) {
            if (!overwrite && Files.exists(taken)) {
                throw new BadInputException(
                        "a run called '" + name + "' has left " + taken + "; "
                                + (canGoOn() ? "'ncollapse resume " + name + "' goes on with it, " : "")
                                + "--overwrite to lose that one, or give this one another name (--set name=..., of a measurement --name) or place (--home)");
            }
        }
    }

    private boolean canGoOn() throws IOException {
        try {
            return Manifest.read(manifest()).isResumable();
        } catch (BadInputException e) {
            return false;
        }
    }

    /** Removes what an earlier run of the name left, but for the lock, which may be held. */
    public void deleteResults() throws IOException {
        Files.deleteIfExists(manifest()); // Were the rest left behind, it would not be taken for a run that can go on.
        Folders.deleteRecursively(export());
        Files.deleteIfExists(model());
        deleteCheckpoints();
    }

    /** Removes every state, but not the lock. */
    void deleteCheckpoints() throws IOException {
        if (Files.isDirectory(checkpoints())) {
            for (Path file : list(checkpoints())) {
                if (!file.equals(lock())) {
                    Folders.deleteRecursively(file);
                }
            }
        }
    }

    /** Makes the folder of results with the manifest in it, at once: there is never one without. */
    public void createExport(Manifest manifest) throws IOException {
        Path part = AtomicFile.partOf(export());
        Folders.deleteRecursively(part);
        Files.createDirectories(part);
        manifest.write(part.resolve(manifest().getFileName()));
        AtomicFile.replace(part, export());
    }

    /**
     * Removes what tables no longer speak of: samples and features of epochs that are to come, which may not be
     * captured again if the run was given another end; and what was said of the whole run.
     *
     * @param done completed epochs; −1 where the run begins again
     * @param zeroKnown whether training error has been zero
     */
    public void deleteAfter(int done, boolean zeroKnown) throws IOException {
        for (Path folder : List.of(export().resolve("samples"), export().resolve("features"))) {
            for (Path file : Files.isDirectory(folder) ? list(folder) : List.<Path>of()) {
                Matcher epoch = EPOCH.matcher(file.getFileName().toString());
                if (epoch.lookingAt() ? Integer.parseInt(epoch.group(1)) > done : !zeroKnown) {
                    Files.delete(file);
                }
            }
        }
        Files.deleteIfExists(report());
        FitFiles.delete(export());
        Figures.deleteFitFigures(export());
    }

    /** Waits until what a run leaves at its end is on the disk. */
    public void fsync() throws IOException {
        try (Stream<Path> files = Files.walk(export())) {
            for (Path file : files.filter(file -> !file.startsWith(export().resolve("samples"))
                            && !file.startsWith(export().resolve("features")))
                    .toList()) {
                Fsync.sync(file);
            }
        }
    }

    /** Removes files that were being written when the run ended: they come again. */
    public void deletePartFiles() throws IOException {
        for (Path folder : List.of(export(), checkpoints())) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.filter(AtomicFile::isPart).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
