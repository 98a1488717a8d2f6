package org.ncollapse.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;
import org.ncollapse.network.Network;

/**
 * The checkpoints of one run.
 *
 * <p>Each checkpoint has a file with its SHA-256, in the format of {@code sha256sum}, which is written last. A
 * checkpoint whose digest is missing or different is invalid. A checkpoint is synced to the disk before older ones are
 * deleted.
 *
 * @param folder the folder of the files
 * @param keepLast the number of newest checkpoints that are kept
 */
public record CheckpointFolder(Path folder, int keepLast) {

    private static final String CHECKPOINTS = "epoch-*.npz";
    private static final String DIGEST = ".sha256";

    /** Writes a checkpoint, then deletes all but the newest ones. */
    public void write(TrainingState state, Map<String, Long> lengths, Network network, MomentumSgd optimizer)
            throws IOException {
        Path file = folder.resolve("epoch-%07d-step-%07d.npz".formatted(state.epoch(), state.step()));
        // With an older digest, the new file would be reported as damaged.
        Files.deleteIfExists(digestOf(file));
        Checkpoint.write(file, state, lengths, network, optimizer);
        String digestLine = Sha256.of(file) + "  " + file.getFileName() + "\n";
        AtomicFile.write(digestOf(file), temporaryFile -> Files.writeString(temporaryFile, digestLine));
        deleteAllButNewest(keepLast);
    }

    /** Deletes all but the newest complete checkpoints. */
    public void deleteAllButNewest(int count) throws IOException {
        int complete = 0;
        for (Path file : newestFirst()) {
            if (Files.notExists(digestOf(file)) || ++complete > count) {
                delete(file);
            }
        }
    }

    /**
     * Returns the newest valid checkpoint. {@link #deleteNewerThan} deletes the newer, invalid ones.
     *
     * @param tablesAreComplete whether the run's tables are at least as long as the checkpoint records
     * @param warning receives a message for each invalid checkpoint
     * @return null if there is no valid checkpoint
     * @throws IOException if a file cannot be read for another reason than damage
     */
    public Checkpoint newestValid(Predicate<Checkpoint> tablesAreComplete, Consumer<String> warning)
            throws IOException {
        for (Path file : newestFirst()) {
            try {
                if (Files.notExists(digestOf(file))
                        || !Files.readString(digestOf(file), StandardCharsets.ISO_8859_1)
                                .startsWith(Sha256.of(file))) {
                    throw new BadInputException(
                            "its SHA-256 differs from the one in its .sha256 file, or that file is missing");
                }
                Checkpoint checkpoint = Checkpoint.read(file);
                if (tablesAreComplete.test(checkpoint)) {
                    return checkpoint;
                }
                throw new BadInputException("the run's tables are shorter than it says");
            } catch (BadInputException e) {
                warning.accept(file + " is damaged (" + e.getMessage() + "): using the checkpoint before it");
            }
        }
        return null;
    }

    /**
     * Deletes all checkpoints that are newer than the one from which training resumes. Otherwise they would count as
     * newer than those that the resumed run writes.
     *
     * @param from null to delete all
     */
    public void deleteNewerThan(Checkpoint from) throws IOException {
        for (Path file : newestFirst()) {
            if (from != null && file.equals(from.file())) {
                return;
            }
            delete(file);
        }
    }

    private static void delete(Path file) throws IOException {
        Files.deleteIfExists(digestOf(file));
        Files.delete(file);
    }

    /** Sorts by name, which has epoch and step with a fixed number of digits. */
    private List<Path> newestFirst() throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> checkpoints = Files.newDirectoryStream(folder, CHECKPOINTS)) {
                checkpoints.forEach(files::add);
            }
        }
        files.sort(Comparator.comparing(Path::getFileName).reversed());
        return files;
    }

    private static Path digestOf(Path file) {
        return file.resolveSibling(file.getFileName() + DIGEST);
    }
}
