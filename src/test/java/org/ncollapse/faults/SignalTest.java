package org.ncollapse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.experiment.run.RunOutputs;

/** Exit code, message and resumption after signals and failures. */
class SignalTest {

    @TempDir
    private Path home;

    /** Arguments of a run that captures every epoch. */
    private static String[] run(Path home, int epochs) {
        return CommandProcess.tinyRunArguments(
                home,
                List.of(
                        "training.epochs=" + epochs,
                        "training.epochsPastZeroError=null",
                        "checkpoint.everyEpochs=5",
                        "capture.epochs={first: " + epochs + ", logSpaced: 0}"));
    }

    private void awaitEpochs(CommandProcess run, int epochs) throws IOException, InterruptedException {
        Path table = home.resolve("notebooks-export/tiny/epochs.csv");
        while (run.process().isAlive()
                && (Files.notExists(table) || Files.readAllLines(table).size() <= epochs)) {
            Thread.sleep(5);
        }
        assertThat(run.process().isAlive()).as(run.output()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void signalSavesCheckpointAndNamesResumeCommand(String signal, int code) throws IOException, InterruptedException {
        Path said = home.resolve("said.txt");
        CommandProcess.runToSuccess(said, run(home.resolve("untouched"), 100));
        CommandProcess run = CommandProcess.start(said, run(home, 100));
        awaitEpochs(run, 7);
        long startNanos = System.nanoTime();
        new ProcessBuilder("kill", "-" + signal, Long.toString(run.process().pid()))
                .start()
                .waitFor();
        assertThat(run.exitCode()).isEqualTo(code);
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(10));
        assertThat(run.output()).contains("checkpoint saved; 'ncollapse resume tiny' continues from there");

        CommandProcess.runToSuccess(said, "resume", "tiny", "--home", home.toString());
        RunOutputs.assertSame(home, home.resolve("untouched"), "tiny");
    }

    /** The network is written after training. */
    @Test
    void signalAfterTrainingEndsRunWhichCanBeCompleted() throws IOException, InterruptedException {
        Path said = home.resolve("said.txt");
        List<String> settings = List.of(
                "training.epochs=12",
                "training.epochsPastZeroError=null",
                "ufm=[plain, extended-linear]",
                "checkpoint.everyEpochs=5");
        CommandProcess.runToSuccess(said, CommandProcess.tinyRunArguments(home.resolve("untouched"), settings));
        CommandProcess run = CommandProcess.start(said, CommandProcess.tinyRunArguments(home, settings));
        while (run.process().isAlive() && Files.notExists(home.resolve("models/tiny.zip"))) {
            Thread.sleep(1);
        }
        long startNanos = System.nanoTime();
        new ProcessBuilder("kill", "-TERM", Long.toString(run.process().pid()))
                .start()
                .waitFor();
        assertThat(run.exitCode()).as(run.output()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(5));
        assertThat(run.output()).contains("interrupted; continue with 'ncollapse resume tiny' if training had started");

        CommandProcess.runToSuccess(said, "resume", "tiny", "--home", home.toString());
        RunOutputs.assertSame(home, home.resolve("untouched"), "tiny");
    }

    /** oneDNN's instruction set decides the last digits of convolutions and products. */
    @Test
    void resumingWithAnotherInstructionSetWarns() throws IOException, InterruptedException {
        Path said = home.resolve("said.txt");
        Map<String, String> oldProcessor = Map.of("ONEDNN_MAX_CPU_ISA", "SSE41");
        CommandProcess run = CommandProcess.start(
                said, oldProcessor, CommandProcess.tinyRunArguments(home, List.of("training.epochs=2")));
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(home.resolve("notebooks-export/tiny/manifest.json"))
                .content()
                .contains("oneDNN for sse41\"");

        String[] longer = {"resume", "tiny", "--home", home.toString(), "--set", "training.epochs=3"};
        CommandProcess resumed = CommandProcess.start(said, oldProcessor, longer);
        assertThat(resumed.exitCode()).as(resumed.output()).isZero();
        assertThat(resumed.output()).doesNotContain("last digits");

        longer[5] = "training.epochs=4";
        resumed = CommandProcess.start(said, longer);
        assertThat(resumed.exitCode()).as(resumed.output()).isZero();
        assertThat(resumed.output())
                .containsPattern("last digits may differ from those of an uninterrupted run: "
                        + "backend .*oneDNN for \\w+ \\(was .*oneDNN for sse41\\)");
    }

    @Test
    void rejectsSecondProcess() throws IOException, InterruptedException {
        CommandProcess first = CommandProcess.start(home.resolve("first.txt"), run(home, 300));
        awaitEpochs(first, 2);
        for (String[] second : new String[][] {
            run(home, 300),
            Stream.concat(Stream.of(run(home, 300)), Stream.of("--overwrite")).toArray(String[]::new),
            {"resume", "tiny", "--home", home.toString()}
        }) {
            CommandProcess rejected = CommandProcess.start(home.resolve("second.txt"), second);
            assertThat(rejected.exitCode()).isEqualTo(2);
            assertThat(rejected.output().lines().filter(line -> line.startsWith("ncollapse: ")))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("is already running in process " + first.process().pid());
        }
        assertThat(first.exitCode()).as(first.output()).isZero();
    }

    @Test
    void runWithSmallHeapFailsWithMessageAndResumes() throws IOException, InterruptedException {
        List<String> settings =
                List.of("training.epochs=10", "training.epochsPastZeroError=null", "checkpoint.everyEpochs=1");
        int failures = 0;
        boolean started = false;
        for (int megabytes = 20; ; megabytes += 10) {
            CommandProcess run = CommandProcess.start(
                    home.resolve("said.txt"),
                    Map.of("JAVA_TOOL_OPTIONS", "-Xmx" + megabytes + "m"),
                    started
                            ? new String[] {"resume", "tiny", "--home", home.toString()}
                            : CommandProcess.tinyRunArguments(home, settings));
            if (run.exitCode() == 0) {
                break;
            }
            failures++;
            assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
            assertThat(run.output()).contains("out of memory").doesNotContain("\tat org.");
            started = Files.exists(home.resolve("notebooks-export/tiny/manifest.json"));
        }
        assertThat(failures).isPositive();
        CommandProcess.runToSuccess(
                home.resolve("said.txt"), CommandProcess.tinyRunArguments(home.resolve("untouched"), settings));
        RunOutputs.assertSame(home, home.resolve("untouched"), "tiny");
    }
}
