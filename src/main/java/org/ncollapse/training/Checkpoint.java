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
 * A state that training can go on from, as one {@code .npz}: {@code parameters} and {@code velocity} (float32),
 * {@code counters} (int64: epoch, step, errors, zero epoch), {@code sums} (float64: loss, seconds), and for each file
 * that grows with the run how many bytes of it belong to the state ({@code bytes/metrics.csv}).
 *
 * @param file where it lies
 * @param state where training stood
 * @param fileLengths of files that grow, in bytes, by name
 */
public record Checkpoint(Path file, TrainingState state, Map<String, Long> fileLengths) {

    private static final String LENGTH = "bytes/";
    /** Stands in the file for an empty zero-error epoch; epochs are counted from 1. */
    private static final int NO_ZERO_ERROR_EPOCH = 0;

    private static final int PIECE = 1 << 16;

    /** Writes a state; the file appears whole or not at all. */
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

    private static void write(NpzWriter npz, String name, FloatVector numbers) throws IOException {
        NpyWriter array = npz.begin(name, NpyType.FLOAT32, numbers.length());
        float[] piece = new float[PIECE];
        for (int from = 0; from < numbers.length(); from += PIECE) {
            int count = Math.min(PIECE, numbers.length() - from);
            numbers.read(from, piece, count);
            array.write(piece, 0, count);
        }
    }

    /**
     * Reads all but the numbers.
     *
     * @throws BadInputException where it is no such file
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
     * Puts the network and its optimiser back to where they were.
     *
     * @throws BadInputException where the state is that of another network
     */
    public void restore(Network network, MomentumSgd optimizer) throws IOException {
        try (NpzReader npz = NpzReader.open(file)) {
            restore(npz, "parameters", network.parameterVector());
            restore(npz, "velocity", optimizer.velocity());
        }
    }

    private void restore(NpzReader npz, String name, FloatVector numbers) throws IOException {
        try (NpyReader array = npz.openArray(name)) {
            if (array.header().size() != numbers.length()) {
                throw new BadInputException(file + " holds " + array.header().size() + " " + name
                        + ", and the network has " + numbers.length() + "; it is the state of another network");
            }
            double[] read = new double[PIECE];
            float[] piece = new float[PIECE];
            for (int from = 0; from < numbers.length(); from += PIECE) {
                int count = array.read(read, 0, PIECE);
                for (int i = 0; i < count; i++) {
                    piece[i] = (float) read[i];
                }
                numbers.write(from, piece, count);
            }
        }
    }

    private static int[] ints(NpzReader npz, String name, int count) throws IOException {
        try (NpyReader array = npz.openArray(name)) {
            int[] values = array.readInts();
            check(values.length == count, name);
            return values;
        }
    }

    private static double[] doubles(NpzReader npz, String name, int count) throws IOException {
        try (NpyReader array = npz.openArray(name)) {
            double[] values = array.readDoubles();
            check(values.length == count, name);
            return values;
        }
    }

    private static void check(boolean right, String name) {
        if (!right) {
            throw new BadInputException("'" + name + "' has another length");
        }
    }
}
