package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.faults.FileCorruption;

/** Corrupted image files are read or rejected in one line. */
class DataFuzzTest {

    private static final int CASES = 1_000;

    @TempDir
    private Path folder;

    private DigestedFile file(String name, byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve(name), bytes);
        CatalogFile unknown = new CatalogFile(name, 0, null);
        return DigestedFile.digest(path, FileEncoding.ofName(path), name, unknown, unknown);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, true"})
    void idx(long seed, boolean gzipped) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] images = TinyData.idxImages(6, 2, 3, new byte[36]);
        byte[] labels = TinyData.idxLabels(6, (byte) 2, (byte) 0, (byte) 1, (byte) 1, (byte) 0, (byte) 2);
        String suffix = gzipped ? ".gz" : "";
        int[] read = {0};
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < CASES; i++) {
                byte[] a = gzipped ? TinyData.gzip(images) : images;
                byte[] b = gzipped ? TinyData.gzip(labels) : labels;
                byte[] one = random.nextBoolean() ? FileCorruption.corrupt(a, random) : a;
                byte[] other = Arrays.equals(one, a) ? FileCorruption.corrupt(b, random) : b;
                read[0] += FileCorruption.isReadOrRejected(
                                () -> IdxReader.read(
                                        file("images" + suffix, one), file("labels" + suffix, other), TinyData.CLASSES),
                                Arrays.equals(one, a) ? other : one)
                        ? 1
                        : 0;
            }
        });
        assertThat(read[0]).as("a changed pixel is still a pixel").isBetween(1, CASES / 2);
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "4, 2"})
    void cifar(long seed, int labelBytes) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] records = new byte[3 * (labelBytes + 3072)];
        CifarReader reader = labelBytes == 1 ? CifarReader.cifar10(10) : CifarReader.cifar100(100);
        int[] read = {0};
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < CASES; i++) {
                byte[] damaged = FileCorruption.corrupt(records, random);
                read[0] +=
                        FileCorruption.isReadOrRejected(() -> reader.read(List.of(file("batch.bin", damaged))), damaged)
                                ? 1
                                : 0;
            }
        });
        assertThat(read[0]).isBetween(1, CASES / 2);
    }

    @ParameterizedTest
    @CsvSource({"5, cifar10-python2", "6, cifar100-protocol2", "7, cifar100-protocol4", "8, cifar100-protocol5"})
    void pickles(long seed, String name) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pickle = TinyData.resource(name + ".pickle");
        boolean isCifar10 = name.startsWith("cifar10-");
        int[] read = {0};
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < CASES / 4; i++) {
                // Pixels, names and the end follow.
                byte[] head = FileCorruption.corrupt(Arrays.copyOf(pickle, 400), random);
                byte[] damaged = Arrays.copyOf(head, head.length + pickle.length - 400);
                System.arraycopy(pickle, 400, damaged, head.length, pickle.length - 400);
                Path file = Files.write(folder.resolve("batch"), damaged);
                read[0] += FileCorruption.isReadOrRejected(
                                () -> {
                                    CifarPickle batch =
                                            isCifar10 ? CifarPickle.cifar10(file) : CifarPickle.cifar100(file);
                                    return batch.records().readAllBytes();
                                },
                                damaged)
                        ? 1
                        : 0;
            }
        });
        assertThat(read[0]).isBetween(1, CASES / 8);
    }
}
