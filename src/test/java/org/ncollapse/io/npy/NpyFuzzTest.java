package org.ncollapse.io.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.faults.FileCorruption;

/**
 * Corrupted arrays and archives are read or rejected in one line. No header causes an allocation larger than the file.
 */
class NpyFuzzTest {

    private static final int CASES = 1_500;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void npy(long seed) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        new NpyWriter(whole, NpyHeader.of(NpyType.INT32, 3, 4)).write(new int[12], 0, 12);
        fuzz(seed, whole.toByteArray(), "array.npy", file -> {
            try (NpyReader reader = NpyReader.open(file)) {
                return reader.readDoubles();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void npz(long seed) throws IOException {
        Path file = folder.resolve("whole.npz");
        try (NpzWriter writer = new NpzWriter(file)) {
            writer.write("features", new float[20], 4, 5);
            writer.write("labels", new int[4], 4);
            writer.commit();
        }
        fuzz(seed, Files.readAllBytes(file), "arrays.npz", damaged -> {
            try (NpzReader npz = NpzReader.open(damaged)) {
                double sum = 0;
                for (String name : npz.names()) {
                    try (NpyReader reader = npz.openArray(name)) {
                        sum += reader.readDoubles().length;
                    }
                }
                return sum;
            }
        });
    }

    /** Reads a file to its end. */
    private interface Reading {
        Object of(Path file) throws IOException;
    }

    private void fuzz(long seed, byte[] whole, String name, Reading reading) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] read = {0};
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < CASES; i++) {
                byte[] damaged = FileCorruption.corrupt(whole, random);
                Path file = Files.write(folder.resolve(name), damaged);
                read[0] += FileCorruption.isReadOrRejected(() -> reading.of(file), damaged) ? 1 : 0;
            }
        });
        assertThat(read[0]).as("changes in padding or data are not detected").isBetween(1, CASES * 2 / 3);
    }
}
