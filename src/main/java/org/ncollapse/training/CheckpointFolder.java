package org.ncollapse.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.FilePrefix;
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
    public void write(TrainingState state, RunFingerprint run, Network network, Optimizer optimizer)
            throws IOException {
        Path file = folder.resolve(fileName(state));
        // With an older digest, the new file would be reported as damaged.
        Files.deleteIfExists(digestOf(file));
        String sha256 = Checkpoint.write(file, state, run, network, optimizer).sha256();
        String digestLine = sha256 + "  " + file.getFileName() + "\n";
        AtomicFile.write(digestOf(file), temporaryFile -> Files.writeString(temporaryFile, digestLine));
        deleteAllButNewest(keepLast);
    }

    private static String fileName(TrainingState state) {
        return "epoch-%07d-step-%07d.npz".formatted(state.epoch(), state.step());
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

    /** Returns whether a checkpoint was written completely: its digest exists. */
    public static boolean isComplete(Path file) {
        return !FilePrefix.isMissing(digestOf(file));
    }

    /**
     * Reads a checkpoint and compares it with its digest.
     *
     * @throws BadInputException if it is damaged
     * @throws IOException if it cannot be read for another reason than damage
     */
    public static Checkpoint read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isRegularFile(digestOf(file))) {
            throw damaged(file, "it and its .sha256 file must be regular files", null);
        }
        if (!startsWith(digestOf(file), Sha256.of(file))) {
            throw damaged(file, "its SHA-256 differs from the one in its .sha256 file", null);
        }
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.read(file);
        } catch (BadInputException e) {
            throw damaged(file, e.getMessage(), e);
        }
        String expected = fileName(checkpoint.state());
        if (!file.getFileName().toString().equals(expected)) {
            throw damaged(file, "by its content it is " + expected, null);
        }
        return checkpoint;
    }

    /** Reads no more of the file than the text's length. */
    private static boolean startsWith(Path file, String text) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(text.length()), StandardCharsets.ISO_8859_1).equals(text);
        }
    }

    private static BadInputException damaged(Path file, String why, Exception cause) {
        return new BadInputException(file + " is damaged (" + why + ")", cause);
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

    /** Returns the checkpoints, the newest first, by their names: epoch and step with a fixed number of digits. */
    public List<Path> newestFirst() throws IOException {
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
