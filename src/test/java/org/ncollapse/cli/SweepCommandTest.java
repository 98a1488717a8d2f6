package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps on this machine, with real processes and runs of one second. */
class SweepCommandTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void writeExperiment() throws IOException {
        Files.writeString(folder.resolve("base.yaml"), """
                name: base
                dataset: {name: digits, samplesPerClass: 20}
                network: {kind: mlp, widths: [32, 16]}
                training: {epochs: 3, batchSize: 32}
                ufm: []
                """);
    }

    private CommandResult sweep(Path home, String... rest) throws IOException {
        Path file = folder.resolve("sweep.yaml");
        Files.writeString(file, "name: small\nexperiment: base.yaml\n" + String.join("\n", rest) + "\n");
        return CommandResult.run("sweep", file.toString(), "--home", home.toString());
    }

    private CommandResult status(Path home) {
        return CommandResult.run("sweep", "status", "small", "--csv", "--home", home.toString());
    }

    /** Returns the content of every result file of every run, except files that contain times. */
    private static Map<String, String> results(Path home) throws IOException {
        Map<String, String> results = new TreeMap<>();
        try (Stream<Path> files = Files.walk(home.resolve("notebooks-export"))) {
            for (Path file : files.filter(
                            file -> file.toString().matches(".*(metrics|gram|logits|spectra)\\.csv|.*\\.npz"))
                    .toList()) {
                results.put(home.relativize(file).toString(), java.util.Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return results;
    }

    @Test
    void failedRunDoesNotAffectOtherRuns() throws IOException {
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("models"));
        Files.writeString(home.resolve("models/small_learningRate-0.03.zip"), "in the way");
        assertThat(sweep(home, "grid: {optimizer.learningRate: [0.03, 1e30, 0.01]}")
                        .code())
                .isEqualTo(1);
        assertThat(status(home).out().lines().map(line -> line.split(",")[3]))
                .containsExactly("status", "pending", "diverged", "finished");
        assertThat(home.resolve("notebooks-export/small_learningRate-0.01/report.html"))
                .exists();
        assertThat(home.resolve("checkpoints/small/small_learningRate-0.03.log"))
                .content()
                .contains("exists (");
        Files.delete(home.resolve("models/small_learningRate-0.03.zip"));
        assertThat(sweep(home, "grid: {optimizer.learningRate: [0.03, 1e30, 0.01]}")
                        .code())
                .isEqualTo(1);
        assertThat(status(home).out()).contains("small_learningRate-0.03,0.03,1,finished");
    }

    @Test
    void rejectsUnknownLayerBeforeWritingAnything() throws IOException {
        CommandResult rejected =
                sweep(folder.resolve("home"), "grid: {capture.taps: [[penultimate], [penultimate, nowhere]]}");
        assertThat(rejected.code()).isEqualTo(2);
        assertThat(rejected.err()).contains("nowhere").hasLineCount(1);
        assertThat(folder.resolve("home")).doesNotExist();
    }

    @Test
    void skipsFinishedRunsAndStartsAddedOnes() throws IOException {
        Path home = folder.resolve("home");
        assertThat(sweep(home, "seeds: [1]").code()).isZero();
        Path table = home.resolve("notebooks-export/small_seed-1/metrics.csv");
        FileTime modified = Files.getLastModifiedTime(table);
        assertThat(sweep(home, "seeds: [2, 1]").code()).isZero();
        assertThat(Files.getLastModifiedTime(table)).isEqualTo(modified);
        assertThat(status(home).out()).contains("small_seed-1,1,finished,3,3", "small_seed-2,2,finished,3,3");
    }

    @Test
    void rejectsExistingRunWithOtherSettings() throws IOException {
        Path home = folder.resolve("home");
        assertThat(sweep(home, "seeds: [1]").code()).isZero();
        CommandResult other = sweep(home, "seeds: [1]", "set: {training.epochs: 4}");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err())
                .contains("small_seed-1", "training.epochs 3, the sweep now has 4")
                .hasLineCount(1);
        assertThat(CommandResult.run("run", "--set", "name=small", "--home", home.toString())
                        .code())
                .isEqualTo(2);
    }

    /**
     * After a cancellation the same command continues to the same bytes as an uninterrupted sweep. The runs are long,
     * because the process that cancels them takes seconds to start on a busy machine.
     */
    @Test
    void canceledSweepContinuesToTheSameBytes() throws IOException, InterruptedException {
        String[] longer = {"seeds: [1, 2]", "set: {training.epochs: 250, checkpoint.everyEpochs: 40}"};
        Path whole = folder.resolve("whole");
        assertThat(sweep(whole, longer).code()).isZero();
        Path home = folder.resolve("home");
        CommandResult[] cut = new CommandResult[1];
        Thread first = new Thread(() -> {
            try {
                cut[0] = sweep(home, longer);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        first.start();
        Path started = home.resolve("notebooks-export/small_seed-1/epochs.csv");
        while (first.isAlive()
                && (Files.notExists(started) || Files.readAllLines(started).size() < 5)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(new ProcessBuilder(cancel(home)).start().waitFor()).isZero();
        first.join();
        assertThat(cut[0].code()).isNotZero();
        assertThat(status(home).out()).contains("interrupted");
        assertThat(sweep(home, longer).code()).isZero();
        assertThat(results(home)).isNotEmpty().isEqualTo(results(whole));
    }

    /** Runs in another process, because the output of this one is captured. */
    private static List<String> cancel(Path home) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "sweep",
                "cancel",
                "small",
                "--home",
                home.toString());
    }

    @Test
    void printsHelpAndRejectsBadInput() throws IOException {
        assertThat(CommandResult.run("sweep").code()).isEqualTo(2);
        assertThat(CommandResult.run("sweep", "--help").out())
                .contains("--launcher=local|slurm", "status", "cancel", "collect")
                .doesNotContain("  task ");
        assertThat(CommandResult.run("sweep", "status", "none", "--home", folder.toString())
                        .err())
                .contains("none", "sweep.json does not exist")
                .hasLineCount(1);
        CommandResult unreadable = sweep(folder.resolve("home"), "grid: {training.epochs: [none]}");
        assertThat(unreadable.code()).isEqualTo(2);
        assertThat(unreadable.err()).hasLineCount(1).contains("sweep.yaml, line 3");
        assertThat(folder.resolve("home")).doesNotExist();
    }
}
