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
 * The states of one run. Each lies beside its SHA-256 as {@code sha256sum} writes it, which comes last: a state without
 * one, or that does not agree with it, is none. What is written is on the disk, not only on its way, before an older
 * one goes.
 *
 * @param folder where they lie
 * @param maxToKeep how many of the latest stay
 */
public record CheckpointFolder(Path folder, int maxToKeep) {

    private static final String STATES = "epoch-*.npz";
    private static final String DIGEST = ".sha256";

    /** Saves a state, then removes those that are no longer kept. */
    public void write(TrainingState state, Map<String, Long> lengths, Network network, MomentumSgd optimizer)
            throws IOException {
        Path file = folder.resolve("epoch-%07d-step-%07d.npz".formatted(state.epoch(), state.step()));
        // Were it named by an older digest while it is replaced, it would be taken for damaged.
        Files.deleteIfExists(digestOf(file));
        Checkpoint.write(file, state, lengths, network, optimizer);
        String digestLine = Sha256.of(file) + "  " + file.getFileName() + "\n";
        AtomicFile.write(digestOf(file), part -> Files.writeString(part, digestLine));
        deleteAllButNewest(maxToKeep);
    }

    /** Removes all but the latest states that were completed. */
    public void deleteAllButNewest(int count) throws IOException {
        int complete = 0;
        for (Path file : newestFirst()) {
            if (Files.notExists(digestOf(file)) || ++complete > count) {
                remove(file);
            }
        }
    }

    /**
     * The newest state that is whole. Those after it, which are not, are of no more use: {@link #deleteNewerThan}
     * removes them.
     *
     * @param suits whether what grew with the run is as long as it was
     * @param warning hears of each that is passed over
     * @return null where there is none
     * @throws IOException where a state cannot be read, which is no damage
     */
    public Checkpoint newestValid(Predicate<Checkpoint> suits, Consumer<String> warning) throws IOException {
        for (Path file : newestFirst()) {
            try {
                if (Files.notExists(digestOf(file))
                        || !Files.readString(digestOf(file), StandardCharsets.ISO_8859_1)
                                .startsWith(Sha256.of(file))) {
                    throw new BadInputException("its SHA-256 is not the one written beside it");
                }
                Checkpoint checkpoint = Checkpoint.read(file);
                if (suits.test(checkpoint)) {
                    return checkpoint;
                }
                throw new BadInputException("tables that it goes with are shorter than they were");
            } catch (BadInputException e) {
                warning.accept(file + " is damaged (" + e.getMessage() + "): passed over for the state before it");
            }
        }
        return null;
    }

    /**
     * Removes the states that lie behind the one that training goes on from, or all if there is none: in time they
     * would be newer than those to come.
     */
    public void deleteNewerThan(Checkpoint from) throws IOException {
        for (Path file : newestFirst()) {
            if (from != null && file.equals(from.file())) {
                return;
            }
            remove(file);
        }
    }

    private static void remove(Path file) throws IOException {
        Files.deleteIfExists(digestOf(file));
        Files.delete(file);
    }

    /** Names hold epoch and step in so many digits that their order is that of time. */
    private List<Path> newestFirst() throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> states = Files.newDirectoryStream(folder, STATES)) {
                states.forEach(files::add);
            }
        }
        files.sort(Comparator.comparing(Path::getFileName).reversed());
        return files;
    }

    private static Path digestOf(Path file) {
        return file.resolveSibling(file.getFileName() + DIGEST);
    }
}
