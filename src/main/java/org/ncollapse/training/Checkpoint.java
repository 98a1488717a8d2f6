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
 * <p>Its arrays are {@code parameters} and {@code velocity} (float32), {@code counters} (int64: epoch, step, errors,
 * zero-error epoch), {@code sums} (float64: loss, seconds), and for each table of the run the number of bytes that
 * belong to the state ({@code bytes/metrics.csv}).
 *
 * @param file the file
 * @param state the position of the training loop
 * @param fileLengths lengths of the run's tables, in bytes, by file name
 */
public record Checkpoint(Path file, TrainingState state, Map<String, Long> fileLengths) {

    private static final String LENGTH = "bytes/";
    /** Encodes "no zero-error epoch" in the file; epochs are counted from 1. */
    private static final int NO_ZERO_ERROR_EPOCH = 0;

    private static final int CHUNK = 1 << 16;

    /** Writes a state. A reader finds the complete file or none. */
    static void write(Path file, TrainingState state, Map<String, Long> lengths, Network network, MomentumSgd optimizer)
            throws IOException {
        try (NpzWriter npz = new NpzWriter(file)) {
            long zeroErrorEpoch = state.zeroErrorEpoch().orElse(NO_ZERO_ERROR_EPOCH);
            npz.write("counters", new long[] {state.epoch(), state.step(), state.errors(), zeroErrorEpoch}, 4);
            npz.write("sums", new double[] {state.lossSum(), state.seconds()}, 2);
            for (Map.Entry<String, Long> length : lengths.entrySet()) {
                npz.write(LENGTH + length.getKey(), new long[] {length.getValue()});
            }
            write(npz, "parameters", network.parameterVector());
            write(npz, "velocity", optimizer.velocity());
            npz.commit();
        }
    }

    private static void write(NpzWriter npz, String name, FloatVector vector) throws IOException {
        NpyWriter array = npz.begin(name, NpyType.FLOAT32, vector.length());
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
            int[] counters = ints(npz, "counters", 4);
            double[] sums = doubles(npz, "sums", 2);
            Map<String, Long> lengths = new LinkedHashMap<>();
            for (String name : npz.names()) {
                if (name.startsWith(LENGTH)) {
                    lengths.put(name.substring(LENGTH.length()), (long) doubles(npz, name, 1)[0]);
                }
            }
            OptionalInt zeroErrorEpoch =
                    counters[3] == NO_ZERO_ERROR_EPOCH ? OptionalInt.empty() : OptionalInt.of(counters[3]);
            return new Checkpoint(
                    file,
                    new TrainingState(counters[0], counters[1], sums[0], counters[2], sums[1], zeroErrorEpoch),
                    lengths);
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
                throw new BadInputException(file + " holds " + array.header().size() + " " + name
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

    private static int[] ints(NpzReader npz, String name, int count) throws IOException {
        try (NpyReader array = npz.openArray(name)) {
            int[] values = array.readInts();
            checkLength(values.length == count, name);
            return values;
        }
    }

    private static double[] doubles(NpzReader npz, String name, int count) throws IOException {
        try (NpyReader array = npz.openArray(name)) {
            double[] values = array.readDoubles();
            checkLength(values.length == count, name);
            return values;
        }
    }

    private static void checkLength(boolean matches, String name) {
        if (!matches) {
            throw new BadInputException("array '" + name + "' has an unexpected length");
        }
    }
}
