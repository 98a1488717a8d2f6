package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UfmSimulateCommandTest {

    @TempDir
    private Path folder;

    static List<Path> paperFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("experiments", "paper"))) {
            return files.toList();
        }
    }

    /** {@code reproduce} reads these files from the jar. */
    @ParameterizedTest
    @MethodSource("paperFiles")
    void paperFilesInTheJarAreThoseOfTheRepository(Path file) throws IOException {
        try (var resource = ReproduceCommand.class.getResourceAsStream("experiments/paper/" + file.getFileName())) {
            assertThat(resource).isNotNull();
            assertThat(resource.readAllBytes()).isEqualTo(Files.readAllBytes(file));
        }
    }

    private void assertOneLine(CommandResult typed, String... parts) throws IOException {
        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).startsWith("ncollapse: ").contains(parts).hasLineCount(1);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).allSatisfy(file -> assertThat(file).hasExtension("yaml"));
        }
    }

    @Test
    void rejectsUnreadableSimulationFiles() throws IOException {
        String home = folder.toString();
        assertOneLine(CommandResult.run("ufm", "simulate", "--home", home), "'FILE'", "ncollapse ufm simulate --help");
        assertOneLine(
                CommandResult.run("ufm", "simulate", home, "--home", home),
                "not a file; give a simulation file such as experiments/paper/plain.yaml");
        assertOneLine(
                CommandResult.run(
                        "ufm", "simulate", folder.resolve("absent.yaml").toString(), "--home", home),
                "absent.yaml: no such file");
        String bad = Files.writeString(folder.resolve("bad.yaml"), "name: a\nmodel: {kind: plain, class: 4}\n")
                .toString();
        assertOneLine(
                CommandResult.run("ufm", "simulate", bad, "--home", home),
                "bad.yaml, line 2: unknown key 'model.class'; did you mean 'classes'?");
        assertOneLine(
                CommandResult.run(
                        "ufm",
                        "simulate",
                        "experiments/paper/plain.yaml",
                        "--set",
                        "gradientDescent.learningRate=-1",
                        "--home",
                        home),
                "--set gradientDescent.learningRate=-1: gradientDescent.learningRate: invalid value '-1'");
    }
}
