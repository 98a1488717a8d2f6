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

/** Creates and deletes the files of a run. */
public record RunStore(RunFolders folders) {

    /** The beginning of the names of files that belong to one epoch. */
    private static final Pattern EPOCH = Pattern.compile("epoch-(\\d{1,9})");

    /**
     * As {@link #requireUnused(boolean)}, for a run that cannot be resumed: results of the same kind that were not
     * finished may be deleted, so that a command that was killed can be repeated.
     *
     * @param kind the kind of run that would start
     */
    public void requireUnusedOrUnfinished(boolean overwrite, Class<? extends Manifest> kind) throws IOException {
        if (!isUnfinished(kind)) {
            requireUnused(overwrite);
        }
    }

    private boolean isUnfinished(Class<? extends Manifest> kind) throws IOException {
        if (Files.exists(folders.model())) {
            return false;
        }
        try {
            Manifest manifest = Manifest.read(folders.manifest());
            return kind.isInstance(manifest) && !manifest.status().isFinal();
        } catch (BadInputException e) {
            return false;
        }
    }

    /**
     * Checks that no earlier run or sweep of the name is lost without the user's consent.
     *
     * @param overwrite whether an earlier run may be deleted
     * @throws BadInputException if there is such a run or sweep
     */
    public void requireUnused(boolean overwrite) throws IOException {
        if (Files.exists(folders.sweepManifest())) {
            throw new BadInputException("a sweep is called '" + folders.name() + "' (" + folders.export()
                    + "); choose another name (--set name=...) or folder (--home)");
        }
        for (Path existing : List.of(folders.export(), folders.model())) {
            if (!overwrite && Files.exists(existing)) {
                throw new BadInputException("a run called '" + folders.name() + "' exists (" + existing + "); "
                        + (isResumable() ? "'ncollapse resume " + folders.name() + "' continues it, " : "")
                        + "--overwrite deletes it; or choose another name (--set name=..., for measure --name) "
                        + "or folder (--home)");
            }
        }
    }

    private boolean isResumable() throws IOException {
        try {
            return Manifest.read(folders.manifest()).isResumable();
        } catch (BadInputException e) {
            return false;
        }
    }

    /** Deletes the files of an earlier run, except the lock, which this process may hold. */
    public void deleteResults() throws IOException {
        Files.deleteIfExists(folders.manifest()); // First: without it, the rest cannot be taken for a resumable run.
        Folders.deleteRecursively(folders.export());
        Files.deleteIfExists(folders.model());
        if (Files.isDirectory(folders.checkpoints())) {
            for (Path file : list(folders.checkpoints())) {
                if (!file.equals(folders.lock())) {
                    Folders.deleteRecursively(file);
                }
            }
        }
    }

    /** Creates the folder of results with the manifest in it, atomically: the folder never exists without one. */
    public void createExport(Manifest manifest) throws IOException {
        Path part = AtomicFile.temporaryFileFor(folders.export());
        Folders.deleteRecursively(part);
        Files.createDirectories(part);
        manifest.write(part.resolve(folders.manifest().getFileName()));
        AtomicFile.replace(part, folders.export());
    }

    /**
     * Deletes the samples and features of later epochs, and the page. A resumed run may not replace them, because
     * another end can change which epochs are captured.
     *
     * @param epoch the last completed epoch; −1 if the run starts again
     * @param hasZeroErrorEpoch whether the zero-error epoch is at or before it
     */
    public void deleteAfter(int epoch, boolean hasZeroErrorEpoch) throws IOException {
        for (String folder : List.of("samples", "features")) {
            for (Path file : list(folders.export().resolve(folder))) {
                Matcher name = EPOCH.matcher(file.getFileName().toString());
                boolean isLater = name.lookingAt() ? Integer.parseInt(name.group(1)) > epoch : !hasZeroErrorEpoch;
                if (isLater) {
                    Files.delete(file);
                }
            }
        }
        Files.deleteIfExists(folders.report());
    }

    /** Waits until the results are on the disk. Samples and features were synced when they were written. */
    public void fsync() throws IOException {
        Path samples = folders.export().resolve("samples");
        Path features = folders.export().resolve("features");
        try (Stream<Path> files = Files.walk(folders.export())) {
            for (Path file : files.filter(file -> !file.startsWith(samples) && !file.startsWith(features))
                    // A pipe in the folder is not ours, and opening it would wait for its reader.
                    .filter(file -> Files.isRegularFile(file) || Files.isDirectory(file))
                    .toList()) {
                Fsync.sync(file);
            }
        }
        if (Files.exists(folders.model())) {
            Fsync.sync(folders.model());
            Fsync.sync(folders.model().toAbsolutePath().getParent());
        }
    }

    /** Deletes the files that were being written when the run was interrupted. They will be written again. */
    public void deletePartFiles() throws IOException {
        for (Path folder : List.of(folders.export(), folders.checkpoints())) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.filter(AtomicFile::isTemporaryFile).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
