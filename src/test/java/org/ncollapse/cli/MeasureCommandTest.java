package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.io.npy.NpzWriter;

class MeasureCommandTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void features() throws IOException {
        file = features("my features (last).npz");
    }

    private Path features(String name) throws IOException {
        Path path = folder.resolve(name);
        try (NpzWriter npz = new NpzWriter(path)) {
            npz.write("features", new double[] {1, 0, 0, 1.5, 2, 0, 0, 1}, 4, 2);
            npz.write("labels", new int[] {0, 1, 0, 1}, 4);
            npz.commit();
        }
        return path;
    }

    private Path home() {
        return folder.resolve("home");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            absent.npz                                                  | absent.npz: no such file
            FILE --test absent.npz                                      | absent.npz: no such file
            FILE --labels FILE                                          | has an array 'labels' already
            FILE --loss hinge                                           | invalid value 'hinge'; valid values: mse, cross-entropy
            FILE --weight-decay -1                                             | 'weights'
            FILE --weight-decay much                                           | 'much'
            FILE --name ../up                                           | invalid name '../up'
            FILE FILE                                                   | --name
            FILE FILE --name two                                        | each name must give epoch, layer and split
            FILE FILE --name two --test FILE                            | need a single FILE
            epoch-0001-penultimate-test.npz --test FILE                 | is a test split by its name
            epoch-0001-penultimate-test.npz sub/epoch-0001-penultimate-test.npz --name two | the same epoch, layer and split
            """)
    void rejectsInvalidInput(String arguments, String message) throws IOException {
        features("epoch-0001-penultimate-test.npz");
        Files.createDirectories(folder.resolve("sub"));
        features("sub/epoch-0001-penultimate-test.npz");
        String[] words = Stream.concat(
                        Stream.of("measure", "--home", home().toString()),
                        Stream.of(arguments.split(" "))
                                .map(word -> word.equals("FILE")
                                        ? file.toString()
                                        : word.endsWith(".npz")
                                                ? folder.resolve(word).toString()
                                                : word))
                .toArray(String[]::new);
        CommandResult result = CommandResult.run(words);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).startsWith("ncollapse: ").contains(message).hasLineCount(1);
        assertThat(result.out()).isEmpty();
        assertThat(home()).doesNotExist();
    }

    @Test
    void resultsHaveTheNameOfTheFile() {
        assertThat(CommandResult.run("measure", file.toString(), "--home", home().toString())
                        .code())
                .isZero();
        assertThat(home().resolve("notebooks-export/my-features--last-/metrics.csv"))
                .isNotEmptyFile();
    }
}
