package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.io.BadInputException;

class MainTest {

    @TempDir
    private Path folder;

    private static void assertOneLine(CommandResult typed, String... parts) {
        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err())
                .startsWith("ncollapse: ")
                .contains(parts)
                .hasLineCount(1)
                .endsWith("\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fly                  | 'fly'              | ncollapse --help
            --fly                | '--fly'            | ncollapse --help
            run --sett a=b       | '--sett'           | ncollapse run --help
            stauts               | mean 'status'?     | ncollapse --help
            help stauts          | mean 'status'?     | ncollapse --help
            run --sett a=b       | mean '--set'?      | ncollapse run --help
            run --overwrit       | mean '--overwrite'? | ncollapse run --help
            run --sett=a=b       | mean '--set'?      | ncollapse run --help
            data fetsh mnist     | mean 'fetch'?      | ncollapse data --help
            ufm predikt          | mean 'predict'?    | ncollapse ufm --help
            run one.yaml two     | 'two'              | ncollapse run --help
            run --set            | '--set'            | ncollapse run --help
            run --overwrite=soon | 'soon'             | ncollapse run --help
            data fly             | 'fly'              | ncollapse data --help
            data fetch           | 'NAME'             | ncollapse data fetch --help
            help fly             | 'fly'              | ncollapse --help
            """, quoteCharacter = '`')
    void rejectsInvalidCommandLines(String typed, String wrong, String help) {
        assertOneLine(CommandResult.run(typed.split(" ")), wrong, "ee '" + help + "'");
    }

    @Test
    void rejectsUnreadableExperimentFiles() throws IOException {
        assertOneLine(CommandResult.run("run", folder.resolve("absent.yaml").toString()), "absent.yaml: no such file");
        assertOneLine(CommandResult.run("run", folder.toString()), folder + ": not a file");
        assertOneLine(
                CommandResult.run("run", write("binary.yaml", new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xff, 0})),
                "binary.yaml: not UTF-8 text");
        assertOneLine(CommandResult.run("run", write("zeros.yaml", new byte[100])), "zeros.yaml, line 1: not YAML");
        assertOneLine(CommandResult.run("run", write("large.yaml", new byte[2_000_000])), "2000000 bytes");
        assertOneLine(CommandResult.run("run", write("empty.yaml", new byte[0])), "empty.yaml: expected keys");
        assertOneLine(
                CommandResult.run("run", write("bad.yaml", "name: a\nseed: x\n".getBytes(StandardCharsets.UTF_8))),
                "bad.yaml, line 2: seed: invalid value 'x'");
        assertOneLine(
                CommandResult.run("run", "--set", "training.epoch=3"),
                "--set training.epoch=3: unknown key",
                "did you mean 'epochs'?");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).allSatisfy(file -> assertThat(file).hasExtension("yaml"));
        }
    }

    @Test
    void unknownNamesAreComparedWithExistingOnes() throws IOException {
        for (String name : new String[] {"mnist-mlp", "other"}) {
            Path export =
                    Files.createDirectories(folder.resolve("notebooks-export").resolve(name));
            Files.writeString(export.resolve("manifest.json"), "{}");
        }
        Files.writeString(
                Files.createDirectories(folder.resolve("notebooks-export/decays"))
                        .resolve("sweep.json"),
                "{}");
        String home = folder.toString();
        for (String command : new String[] {"status", "compare", "report", "watch", "export", "resume"}) {
            assertOneLine(
                    CommandResult.run(command, "mnist-mpl", "--home", home),
                    "no run is called 'mnist-mpl'; did you mean 'mnist-mlp'?",
                    "'ncollapse status' lists all runs");
        }
        assertOneLine(
                CommandResult.run("status", "decays", "--home", home),
                "'decays' is a sweep",
                "'ncollapse sweep status decays'");
        assertOneLine(
                CommandResult.run("sweep", "status", "decay", "--home", home),
                "no sweep is called 'decay'; did you mean 'decays'?");
        assertOneLine(
                CommandResult.run("sweep", "collect", "other", "--home", home), "'other' is a run", "status other");
        assertOneLine(CommandResult.run("sweep", "statsu"), "no such file; did you mean 'status'?");
    }

    private String write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    @Test
    void builtInQuickStartIsTheFileOfTheRepository() throws IOException {
        try (var resource = RunCommand.class.getResourceAsStream("experiments/quick-start.yaml")) {
            assertThat(resource.readAllBytes())
                    .isEqualTo(Files.readAllBytes(Path.of("experiments", "quick-start.yaml")));
        }
    }

    private static CommandResult printed(Throwable thrown) {
        StringWriter err = new StringWriter();
        int code = Main.printError(thrown, new PrintWriter(err, true));
        return new CommandResult(code, "", err.toString());
    }

    @Test
    void badInputIsPrintedInOneLineWithoutControlCharacters() {
        assertOneLine(printed(new BadInputException("a\nb\u001b[31m\r\u2028c: not this")), "a b [31m c: not this");
    }

    @Test
    void outOfMemoryIsPrintedInOneLineWithTheLimit() {
        CommandResult typed = printed(new OutOfMemoryError("Java heap space"));
        assertThat(typed.code()).isEqualTo(1);
        assertThat(typed.err())
                .startsWith("ncollapse: out of memory (Java heap space)")
                .hasLineCount(1)
                .contains((Runtime.getRuntime().maxMemory() >> 20) + " MiB", "-Xmx");
    }

    @Test
    void fileErrorIsPrintedInOneLineWithTheFile() {
        assertThat(printed(new UncheckedIOException(
                                "cannot write the figures", new IOException("No space left on device")))
                        .err())
                .contains("cannot write the figures", "No space left on device")
                .hasLineCount(1);
        CommandResult typed = printed(new AccessDeniedException("/home/run"));
        assertThat(typed.code()).isEqualTo(1);
        assertThat(typed.err()).hasLineCount(1).contains("/home/run: Permission denied");
    }

    @Test
    void resultsThatCannotBeListedAreNoEmptyList() throws IOException {
        Path file = Files.createFile(folder.resolve("notebooks-export"));
        CommandResult typed = CommandResult.run("status", "--home", folder.toString());
        assertThat(typed.code()).isEqualTo(1);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).hasLineCount(1).contains(file + ": Not a directory");
    }

    @ParameterizedTest
    @CsvSource({
        "Too many open files, ulimit -n",
        "File too large, ulimit -f",
        "Read-only file system, --home",
        "Permission denied, --home",
        "No space left on device, --home"
    })
    void limitsOfTheMachineAreNamedWithTheRemedy(String cause, String remedy) {
        for (Throwable thrown : new Throwable[] {
            new IOException("/home/run/metrics.csv: " + cause),
            new UncheckedIOException(new IOException(cause)),
            new NoClassDefFoundError("org/a/B").initCause(new IOException(cause))
        }) {
            CommandResult typed = printed(thrown);
            assertThat(typed.code()).isEqualTo(1);
            assertThat(typed.err()).hasLineCount(1).contains(cause, remedy);
        }
    }

    @Test
    void pathThatTheLocaleCannotExpressIsNamedWithTheRemedy() {
        assertOneLine(
                printed(new IllegalStateException(new InvalidPathException("/home/\u00fc", "Malformed input"))),
                "/home/\u00fc",
                "LC_ALL=C.UTF-8");
    }

    @Test
    void internalErrorPrintsStackTrace() {
        for (Throwable thrown :
                new Throwable[] {new IllegalStateException("how?"), new NoClassDefFoundError("org/nd4j/Gone")}) {
            CommandResult typed = printed(thrown);
            assertThat(typed.code()).isEqualTo(1);
            assertThat(typed.err())
                    .startsWith("ncollapse: internal error; please report it")
                    .contains(thrown.toString(), "\tat org.ncollapse.cli.MainTest");
        }
    }
}
