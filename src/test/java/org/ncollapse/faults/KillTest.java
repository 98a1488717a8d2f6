package org.ncollapse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncollapse.experiment.run.RunOutputs;
import org.ncollapse.io.AtomicFile;

/**
 * Kills runs with kill -9 at seeded times, alternately after a seeded epoch and while a file is being written; resumes
 * them, may kill them again, and compares the bytes with an uninterrupted run. {@code -Dfaults.kills=N} sets the number
 * of runs.
 */
@Tag("faults")
class KillTest {

    private static final List<String> COMMON = List.of(
            "--set",
            "dataset.samplesPerClass=20",
            "--set",
            "training.epochsPastZeroError=null",
            "--set",
            "checkpoint={everyEpochs: 1, everyMinutes: 0.005}",
            "--set",
            "compute.threads=1",
            "--set",
            "training.batchSize=32",
            "--set",
            "capture={taps: [penultimate, previous], epochs: {first: 40, logSpaced: 0}, saveFeatures: [last]}",
            "--set",
            "ufm=[plain]");
    private static final List<String> MLP = List.of(
            "--set", "name=mlp", "--set", "network={kind: mlp, widths: [64, 32]}", "--set", "training.epochs=40");
    private static final List<String> RESNET = List.of(
            "--set",
            "name=resnet",
            "--set",
            "network={kind: resnet18, width: 2, hiddenWidths: [8]}",
            "--set",
            "training.epochs=12");

    @TempDir
    private static Path untouched;

    @TempDir
    private Path home;

    private static final int[] EPOCHS = {40, 12};
    /** In milliseconds. After the last epoch, this is long enough for figures and a fit to have started. */
    private static final int LONGEST_WAIT = 400;

    private static int kills;
    private static int landed;

    static Stream<Long> seeds() {
        return Stream.iterate(1L, seed -> seed + 1).limit(Integer.getInteger("faults.kills", 25));
    }

    private static String[] run(Path home, List<String> network) {
        return Stream.of(List.of("run", "--home", home.toString()), COMMON, network)
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    @BeforeAll
    static void runUninterrupted() throws IOException, InterruptedException {
        for (int i = 0; i < 2; i++) {
            CommandProcess.runToSuccess(untouched.resolve("said.txt"), run(untouched, i == 0 ? MLP : RESNET));
        }
    }

    /** A kill after the end of the process tests nothing. */
    @AfterAll
    static void mostKillsCameInTime() {
        assertThat(landed).as("of %d kills", kills).isGreaterThanOrEqualTo(kills * 3 / 4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void killedRunResumesToSameBytes(long seed) throws IOException, InterruptedException {
        Random random = new Random(seed);
        int which = (int) (seed % 2);
        String name = which == 0 ? "mlp" : "resnet";
        Path said = home.resolve("said.txt");
        CommandProcess run = CommandProcess.start(said, run(home, which == 0 ? MLP : RESNET));
        int times = 1 + random.nextInt(2);
        for (int i = 0; i < times; i++) {
            boolean atWrite = (seed / 2 + i) % 2 == 0;
            int writes = random.nextInt(1, 40);
            int epoch = random.nextInt(EPOCHS[which] + 1);
            int wait = random.nextInt(LONGEST_WAIT);
            if (atWrite) {
                awaitWrites(run.process(), writes);
            } else {
                awaitEpoch(run.process(), name, Math.max(epoch, rows(name)), wait);
            }
            kill(run.process());
            boolean started =
                    Files.exists(home.resolve("notebooks-export").resolve(name).resolve("manifest.json"));
            run = CommandProcess.start(
                    said,
                    started
                            ? new String[] {"resume", name, "--home", home.toString()}
                            : run(home, which == 0 ? MLP : RESNET));
        }
        int code = run.exitCode();
        assertThat(code == 0 || code == 2 && run.output().contains("is finished"))
                .as(run.output())
                .isTrue();
        RunOutputs.assertSame(home, untouched, name);
    }

    private void kill(Process process) throws InterruptedException {
        kills++;
        landed += process.isAlive() ? 1 : 0;
        process.destroyForcibly().waitFor();
    }

    /** Waits until the given number of files have started to be written. */
    private void awaitWrites(Process process, int writes) {
        boolean before = false;
        for (int seen = 0; process.isAlive() && seen < writes; ) {
            boolean now = isWriting();
            seen += now && !before ? 1 : 0;
            before = now;
        }
    }

    /** Waits until an epoch is in the table, and then for the given milliseconds. */
    private void awaitEpoch(Process process, String name, int epoch, int milliseconds)
            throws IOException, InterruptedException {
        while (process.isAlive() && rows(name) < epoch) {
            Thread.sleep(1);
        }
        process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    }

    private int rows(String name) throws IOException {
        Path table = home.resolve("notebooks-export").resolve(name).resolve("epochs.csv");
        return Files.exists(table) ? Math.max(0, Files.readAllLines(table).size() - 1) : 0;
    }

    private boolean isWriting() {
        for (String folder : new String[] {
            "checkpoints/mlp",
            "checkpoints/resnet",
            "notebooks-export/mlp/samples",
            "notebooks-export/resnet/samples",
            "models",
            "notebooks-export/mlp",
            "notebooks-export/resnet"
        }) {
            String[] names =
                    home.resolve(folder).toFile().list((parent, file) -> AtomicFile.isTemporaryFile(Path.of(file)));
            if (names != null && names.length > 0) {
                return true;
            }
        }
        return false;
    }
}
