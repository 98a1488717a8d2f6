package org.ncollapse.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.ncollapse.io.BadInputException;
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
 * <p>Its arrays are {@code parameters} and {@code velocity} (float32), the components of {@link TrainingState} as
 * scalars, and for each table of the run the number of bytes that belong to the state ({@code bytes/metrics.csv}). A
 * state without zero-error epoch has no array {@code zero_error_epoch}.
 *
 * @param file the file
 * @param state the position of the training loop
 * @param fileLengths lengths of the run's tables, in bytes, by file name
 */
public record Checkpoint(Path file, TrainingState state, Map<String, Long> fileLengths) {

    private static final String LENGTH_PREFIX = "bytes/";
    private static final String ZERO_ERROR_EPOCH = "zero_error_epoch";
    private static final int CHUNK = 1 << 16;

    /** Writes a state. A reader finds the complete file or none. */
    static void write(Path file, TrainingState state, Map<String, Long> lengths, Network network, MomentumSgd optimizer)
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
            for (Map.Entry<String, Long> length : lengths.entrySet()) {
                npz.write(LENGTH_PREFIX + length.getKey(), new long[] {length.getValue()});
            }
            write(npz, "parameters", network.parameterVector());
            write(npz, "velocity", optimizer.velocity());
            npz.commit();
        }
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
     * Reads the state without the parameters and the velocity.
     *
     * @throws BadInputException if the file is not a checkpoint
     */
    static Checkpoint read(Path file) throws IOException {
        try (NpzReader npz = NpzReader.open(file)) {
            Map<String, Long> lengths = new LinkedHashMap<>();
            for (String name : npz.names()) {
                if (name.startsWith(LENGTH_PREFIX)) {
                    lengths.put(name.substring(LENGTH_PREFIX.length()), (long) readDouble(npz, name));
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
            return new Checkpoint(file, state, lengths);
        }
    }

    /**
     * Restores the parameters of the network and the velocity of its optimizer.
     *
     * @throws BadInputException if the checkpoint belongs to a network with another number of parameters
     */
    public void restore(Network network, MomentumSgd optimizer) throws IOException {
        try (NpzReader npz = NpzReader.open(file)) {
            restore(npz, "parameters", network.parameterVector());
            restore(npz, "velocity", optimizer.velocity());
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
            throwUnlessOne(values.length, name);
            return values[0];
        }
    }

    private static double readDouble(NpzReader npz, String name) throws IOException {
        try (NpyReader array = npz.openArray(name)) {
            double[] values = array.readDoubles();
            throwUnlessOne(values.length, name);
            return values[0];
        }
    }

    private static void throwUnlessOne(int length, String name) {
        if (length != 1) {
            throw new BadInputException("array '" + name + "' has " + length + " elements instead of 1");
        }
    }
}
