package org.ncollapse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.experiment.estimate.MemoryEstimate;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;

/** Compares the estimated peak memory of a run with its measured resident memory. */
@Tag("faults")
@EnabledOnOs(OS.LINUX)
class PeakMemoryTest {

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: mlp, widths: [64, 32]}",
                "{kind: mlp, widths: [1500, 1000], batchNorm: true}",
                "{kind: resnet18, width: 32, hiddenWidths: [64]}"
            })
    void peakMemoryIsBelowEstimate(String network) throws IOException, InterruptedException {
        List<String> settings = List.of(
                "name=peak",
                "seed=1",
                "dataset={name: digits, samplesPerClass: 30}",
                "network=" + network,
                "training={epochs: 3}",
                "compute.threads=2",
                "capture.taps=[penultimate, previous]",
                "ufm=[]");
        Experiment experiment = ExperimentReader.read("settings", "name: peak\n", settings);
        MemoryEstimate estimate = MemoryEstimate.of(experiment, new DatasetStore(home));
        CommandProcess run = CommandProcess.start(
                home.resolve("said.txt"),
                Map.of("JAVA_TOOL_OPTIONS", "-Xms32m"),
                Stream.concat(
                                Stream.of("run", "--home", home.toString()),
                                settings.stream().flatMap(setting -> Stream.of("--set", setting)))
                        .toArray(String[]::new));
        long peak = 0;
        while (run.process().isAlive()) {
            peak = Math.max(peak, peak(run.process().pid()));
            Thread.sleep(20);
        }
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat((double) estimate.totalBytes() / peak)
                .as("%d MiB estimated, %d MiB measured", estimate.totalBytes() >> 20, peak >> 20)
                .isBetween(1.0, 2.2);
    }

    /** Returns the peak resident memory of a process in bytes; 0 if it has ended. */
    private static long peak(long process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
