package org.ncollapse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.io.npy.NpyHeader;
import org.ncollapse.io.npy.NpyType;
import org.ncollapse.io.npy.NpyWriter;

/**
 * A thousand captured and saved epochs take no more resident memory, on and off the heap, than the first few hundred,
 * and the memory for measuring a file of features does not depend on its size.
 */
@Tag("faults")
@EnabledOnOs(OS.LINUX)
class MemoryGrowthTest {

    private static final int EPOCHS = 1000;

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"{kind: mlp, widths: [64, 32]}", "{kind: resnet18, width: 2, hiddenWidths: [8]}"})
    void memoryStaysConstant(String network) throws IOException, InterruptedException {
        CommandProcess run = CommandProcess.start(
                home.resolve("said.txt"),
                Map.of("JAVA_TOOL_OPTIONS", "-Xms32m"),
                "run",
                "--home",
                home.toString(),
                "--set",
                "name=long",
                "--set",
                "dataset.samplesPerClass=5",
                "--set",
                "network=" + network,
                "--set",
                "training={epochs: " + EPOCHS + ", batchSize: 25}",
                "--set",
                "checkpoint.everyEpochs=1",
                "--set",
                "compute.threads=1",
                "--set",
                "capture.epochs={first: " + EPOCHS + ", logSpaced: 0}",
                "--set",
                "ufm=[]");
        Path epochs = home.resolve("notebooks-export/long/epochs.csv");
        List<Long> early = new ArrayList<>();
        List<Long> late = new ArrayList<>();
        while (run.process().isAlive()) {
            long done = Files.exists(epochs) ? Files.size(epochs) / 40 : 0; // About 40 bytes per row.
            long resident = resident(run.process().pid());
            if (resident > 0 && done > EPOCHS / 5 && Files.notExists(home.resolve("models/long.zip"))) {
                (done < EPOCHS / 2 ? early : late).add(resident);
            }
            Thread.sleep(20);
        }
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(early).hasSizeGreaterThan(5);
        assertThat(late).hasSizeGreaterThan(5);
        assertThat((double) median(late) / median(early))
                .as(
                        "%d to %d MiB, then %d to %d",
                        early.get(0) >> 10,
                        early.get(early.size() - 1) >> 10,
                        late.get(0) >> 10,
                        late.get(late.size() - 1) >> 10)
                .isLessThan(1.03);
    }

    /** Half a gigabyte of features in a sparse file, measured with a heap of 64 MiB. */
    @Test
    void measuresFileLargerThanHeap() throws IOException, InterruptedException {
        int samples = 250_000;
        Path features = home.resolve("features.npy");
        try (OutputStream out = Files.newOutputStream(features)) {
            new NpyWriter(out, NpyHeader.of(NpyType.FLOAT32, samples, 512));
        }
        try (RandomAccessFile file = new RandomAccessFile(features.toFile(), "rw")) {
            file.setLength(
                    file.length() + NpyHeader.of(NpyType.FLOAT32, samples, 512).bytes());
        }
        Path labels = home.resolve("labels.npy");
        try (OutputStream out = Files.newOutputStream(labels)) {
            new NpyWriter(out, NpyHeader.of(NpyType.INT32, samples))
                    .write(IntStream.range(0, samples).map(i -> i % 2).toArray(), 0, samples);
        }
        CommandProcess measure = CommandProcess.start(
                home.resolve("said.txt"),
                Map.of("JAVA_TOOL_OPTIONS", "-Xmx64m"),
                "measure",
                features.toString(),
                "--labels",
                labels.toString(),
                "--home",
                home.toString());
        long most = 0;
        while (measure.process().isAlive()) {
            most = Math.max(most, resident(measure.process().pid()));
            Thread.sleep(20);
        }
        assertThat(measure.exitCode()).as(measure.output()).isZero();
        assertThat(most >> 10).as("MiB resident").isBetween(1L, 256L);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** Returns the resident memory of a process in KiB; 0 if it has ended. */
    private static long resident(long process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
