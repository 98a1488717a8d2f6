package org.ncollapse.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.FilePrefix;
import org.ncollapse.io.Sha256;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpyType;
import org.ncollapse.io.npy.NpyWriter;
import org.ncollapse.io.npy.NpzReader;
import org.ncollapse.io.npy.NpzWriter;
import org.ncollapse.network.Network;
import org.ncollapse.network.kernel.FloatVector;

/**
 * A state that training can be resumed from, saved as one {@code .npz} file.
 *
 * <p>Its arrays are {@code parameters} and those of {@link Optimizer#state} (float32), the components of
 * {@link TrainingState} as scalars, and the {@link RunFingerprint}: {@code settings} has a SHA-256 as four 64-bit
 * integers, the first digits first, and {@code files/metrics.csv} has the number of bytes of that file followed by
 * their SHA-256. A state without zero-error epoch has no array {@code zero_error_epoch}.
 *
 * @param file the file
 * @param state the position of the training loop
 * @param run the run's settings and files in that state
 */
public record Checkpoint(Path file, TrainingState state, RunFingerprint run) {

    private static final String FILES = "files/";
    private static final String SETTINGS = "settings";
    private static final int DIGEST_WORDS = Sha256.BYTES / Long.BYTES;
    private static final int HEX_DIGITS_OF_WORD = 2 * Long.BYTES;
    private static final String ZERO_ERROR_EPOCH = "zero_error_epoch";
    private static final int CHUNK = 1 << 16;

    /** Writes a state. A reader finds the complete file or none. */
    static FilePrefix write(Path file, TrainingState state, RunFingerprint run, Network network, Optimizer optimizer)
            throws IOException {
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("epoch", new long[] {state.epoch()});
            npz.write("step", new long[] {state.step()});
            npz.write("loss_sum", new double[] {state.lossSum()});
            npz.write("errors", new long[] {state.errors()});
            npz.write("seconds", new double[] {state.seconds()});
            if (state.zeroErrorEpoch().isPresent()) {
                npz.write(ZERO_ERROR_EPOCH, new long[] {state.zeroErrorEpoch().getAsInt()});
            }
            npz.write(SETTINGS, words(run.settings()), DIGEST_WORDS);
            for (Map.Entry<String, FilePrefix> entry : run.files().entrySet()) {
                long[] digest = words(entry.getValue().sha256());
                npz.write(
                        FILES + entry.getKey(),
                        LongStream.concat(LongStream.of(entry.getValue().bytes()), LongStream.of(digest))
                                .toArray(),
                        1 + DIGEST_WORDS);
            }
            write(npz, "parameters", network.parameterVector());
            for (Map.Entry<String, FloatVector> vector : optimizer.state().entrySet()) {
                write(npz, vector.getKey(), vector.getValue());
            }
            return npz.commit();
        }
    }

    private static long[] words(String hex) {
        return IntStream.range(0, DIGEST_WORDS)
                .mapToLong(word -> Long.parseUnsignedLong(
                        hex.substring(word * HEX_DIGITS_OF_WORD, (word + 1) * HEX_DIGITS_OF_WORD), 16))
                .toArray();
    }

    private static String hex(long[] words, int from) {
        return LongStream.of(words)
                .skip(from)
                .mapToObj(word -> "%016x".formatted(word))
                .collect(Collectors.joining());
    }

    private static void write(NpzWriter npz, String name, FloatVector vector) throws IOException {
        NpyWriter array = npz.beginArray(name, NpyType.FLOAT32, vector.length());
        float[] chunk = new float[CHUNK];
        for (int from = 0; from < vector.length(); from += CHUNK) {
            int count = Math.min(CHUNK, vector.length() - from);
            vector.read(from, chunk, count);
            array.write(chunk, 0, count);
        }
    }

    /**
     * Reads the state without the parameters and the optimizer's vectors.
     *
     * @throws BadInputException if the file is not a checkpoint
     */
    static Checkpoint read(Path file) throws IOException {
        try (NpzReader npz = NpzReader.open(file)) {
            Map<String, FilePrefix> files = new TreeMap<>();
            for (String name : npz.names()) {
                if (name.startsWith(FILES)) {
                    long[] values = readLongs(npz, name, 1 + DIGEST_WORDS);
                    files.put(name.substring(FILES.length()), new FilePrefix(values[0], hex(values, 1)));
                }
            }
            TrainingState state = new TrainingState(
                    readInt(npz, "epoch"),
                    readInt(npz, "step"),
                    readDouble(npz, "loss_sum"),
                    readInt(npz, "errors"),
                    readDouble(npz, "seconds"),
                    npz.names().contains(ZERO_ERROR_EPOCH)
                            ? OptionalInt.of(readInt(npz, ZERO_ERROR_EPOCH))
                            : OptionalInt.empty());
            return new Checkpoint(
                    file, state, new RunFingerprint(hex(readLongs(npz, SETTINGS, DIGEST_WORDS), 0), files));
        }
    }

    /**
     * Restores the parameters of the network and the state of its optimizer.
     *
     * @throws BadInputException if the checkpoint belongs to a network with another number of parameters
     */
    public void restore(Network network, Optimizer optimizer) throws IOException {
        try (NpzReader npz = NpzReader.open(file)) {
            restore(npz, "parameters", network.parameterVector());
            for (Map.Entry<String, FloatVector> vector : optimizer.state().entrySet()) {
                restore(npz, vector.getKey(), vector.getValue());
            }
        }
    }

    private void restore(NpzReader npz, String name, FloatVector vector) throws IOException {
        try (NpyReader array = npz.openArray(name)) {
            if (array.header().size() != vector.length()) {
                throw new BadInputException(file + " has " + array.header().size() + " " + name
                        + " and the network has " + vector.length() + ": the checkpoint belongs to another network");
            }
            double[] values = new double[CHUNK];
            float[] chunk = new float[CHUNK];
            for (int from = 0; from < vector.length(); from += CHUNK) {
                int count = array.read(values, 0, CHUNK);
                for (int i = 0; i < count; i++) {
                    chunk[i] = (float) values[i];
                }
                vector.write(from, chunk, count);
            }
        }
    }

    private static int readInt(NpzReader npz, String name) throws IOException {
        try (NpyReader array = npz.openArray(name)) {
            int[] values = array.readInts();
            throwUnless(1, values.length, name);
            return values[0];
        }
    }

    private static double readDouble(NpzReader npz, String name) throws IOException {
        try (NpyReader array = npz.openArray(name)) {
            double[] values = array.readDoubles();
            throwUnless(1, values.length, name);
            return values[0];
        }
    }

    private static long[] readLongs(NpzReader npz, String name, int expected) throws IOException {
        try (NpyReader array = npz.openArray(name)) {
            long[] values = array.readLongs();
            throwUnless(expected, values.length, name);
            return values;
        }
    }

    private static void throwUnless(int expected, int length, String name) {
        if (length != expected) {
            throw new BadInputException("array '" + name + "' has " + length + " elements instead of " + expected);
        }
    }
}
