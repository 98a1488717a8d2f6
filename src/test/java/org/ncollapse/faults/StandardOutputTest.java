package org.ncollapse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands whose standard output cannot be written. */
@Timeout(120)
class StandardOutputTest {

    @TempDir
    private static Path home;

    @BeforeAll
    static void run() throws IOException, InterruptedException {
        CommandProcess.runToSuccess(
                home.resolve("said.txt"), CommandProcess.tinyRunArguments(home, List.of("training.epochs=1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "status --home HOME",
                "status --csv --home HOME",
                "compare tiny tiny --csv --home HOME",
                "ufm predict --json --model plain --classes 4 --samples-per-class 50 --widths 20 --lambda-w 5e-3 --lambda-h 5e-3",
                "data list",
                "watch tiny --port 0 --home HOME"
            })
    void fullDeviceIsReported(String arguments) throws IOException, InterruptedException {
        assertLost("/dev/full", arguments.replace("HOME", home.toString()), "No space left on device");
    }

    @Test
    void closedPipeIsReported() throws IOException, InterruptedException {
        Path pipe = home.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        // The reader opens the pipe and ends without reading; the writer starts when it has ended.
        Process reader = new ProcessBuilder("sh", "-c", "exec 3<\"$0\"", pipe.toString()).start();
        Process writer = start(">\"$OUT\"; sleep 0.5; ", pipe.toString(), "status --home " + home);
        assertThat(reader.waitFor()).isZero();
        assertThat(writer.waitFor()).isEqualTo(1);
        assertThat(new String(writer.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("ncollapse: standard output could not be written: Broken pipe\n");
    }

    private static void assertLost(String file, String arguments, String cause)
            throws IOException, InterruptedException {
        Process command = start(">\"$OUT\"; ", file, arguments);
        String message = new String(command.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(message).isEqualTo("ncollapse: standard output could not be written: " + cause + "\n");
        assertThat(command.waitFor()).isEqualTo(1);
    }

    /** Starts a command in a shell that has run {@code exec REDIRECTION}. */
    private static Process start(String redirection, String file, String arguments) throws IOException {
        String java = Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.ncollapse.cli.Main")
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", "exec " + redirection + "exec " + java + " " + arguments);
        shell.environment().put("OUT", file);
        shell.environment().put("NCOLLAPSE_STDERR_IS_TERMINAL", "0");
        return shell.start();
    }
}
