package org.ncollapse.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.RunOutputs;

/**
 * The wall clock jumps by years, forward and back, during a run. {@code -Dfaults.clock=FILE} names the library
 * (libfaketime) that sets the clock.
 */
@Tag("faults")
class ClockJumpTest {

    @TempDir
    private Path home;

    private Path time() {
        return home.resolve("time");
    }

    private Map<String, String> jumping() {
        String library = System.getProperty("faults.clock", "");
        assumeTrue(!library.isEmpty(), "no library was named that sets a process's clock");
        return Map.of(
                "LD_PRELOAD",
                library,
                "FAKETIME_TIMESTAMP_FILE",
                time().toString(),
                "FAKETIME_NO_CACHE",
                "1",
                "DONT_FAKE_MONOTONIC",
                "1");
    }

    /** Waits for a new checkpoint. */
    private void awaitAnother(CommandProcess run) throws IOException, InterruptedException {
        String before = newest();
        while (run.process().isAlive() && newest().equals(before)) {
            Thread.sleep(2);
        }
        assertThat(run.process().isAlive()).as(run.output()).isTrue();
    }

    private String newest() {
        String[] states = home.resolve("checkpoints/tiny").toFile().list((folder, file) -> file.endsWith(".sha256"));
        return states == null
                ? ""
                : List.of(states).stream().max(String::compareTo).orElse("");
    }

    @Test
    void clockJumpsDoNotAffectCheckpointsAndResults() throws IOException, InterruptedException {
        Map<String, String> environment = jumping();
        Path untouched = home.resolve("untouched");
        List<String> settings = List.of(
                "training.epochs=200",
                "training.epochsPastZeroError=null",
                "checkpoint={everyEpochs: 100000, everyMinutes: 0.001}",
                "capture.epochs={first: 0, logSpaced: 20}");
        CommandProcess.runToSuccess(home.resolve("said.txt"), CommandProcess.tinyRunArguments(untouched, settings));
        Files.writeString(time(), "+0");
        CommandProcess run = CommandProcess.start(
                home.resolve("said.txt"), environment, CommandProcess.tinyRunArguments(home, settings));
        for (String jump : List.of("+0", "-700d", "+900d", "-900d")) {
            Files.writeString(time(), jump);
            awaitAnother(run);
            awaitAnother(run);
        }
        run.process().destroy();
        assertThat(run.exitCode()).as(run.output()).isEqualTo(143);

        Files.writeString(time(), "-3000d");
        CommandProcess again = CommandProcess.start(
                home.resolve("said.txt"), environment, "resume", "tiny", "--home", home.toString());
        assertThat(again.exitCode()).as(again.output()).isZero();
        RunOutputs.assertSame(home, untouched, "tiny");
        assertThat(Files.readString(home.resolve("notebooks-export/tiny/manifest.json")))
                .as("the clock did jump")
                .contains("\"resumed\" : \"201");
    }
}
