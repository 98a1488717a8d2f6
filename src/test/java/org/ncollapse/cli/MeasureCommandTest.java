package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            FOLDER                                                      | my features (last).npz: with several files, each name must give epoch, layer and split
            FOLDER/empty                                                | empty has no files of features; expected .npz
            FOLDER/*.pt                                                 | *.pt: no file matches this pattern
            FOLDER/absent/*.npz                                         | *.npz: no file matches this pattern
            FOLDER/[*.npz                                               | [*.npz is not a valid pattern
            FOLDER/*/*.npz FOLDER/epoch* --name two                     | the same epoch, layer and split
            FOLDER/*-test.npz FILE                                      | --name
            epoch-0001-penultimate-test.npz sub/epoch-0001-penultimate-test.npz --name two | the same epoch, layer and split
            """)
    void rejectsInvalidInput(String arguments, String message) throws IOException {
        features("epoch-0001-penultimate-test.npz");
        Files.createDirectories(folder.resolve("sub"));
        features("sub/epoch-0001-penultimate-test.npz");
        Files.createDirectories(folder.resolve("empty"));
        Files.writeString(folder.resolve("empty/notes.txt"), "");
        Files.writeString(folder.resolve("notes.txt"), "");
        String[] words = Stream.concat(
                        Stream.of("measure", "--home", home().toString()),
                        Stream.of(arguments.split(" "))
                                .map(word -> word.equals("FILE")
                                        ? file.toString()
                                        : word.startsWith("FOLDER")
                                                ? word.replace("FOLDER", folder.toString())
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
        Path export = home().resolve("notebooks-export/my-features--last-");
        assertThat(export.resolve("metrics.csv")).isNotEmptyFile();
        assertThat(export.resolve("ufm.csv")).doesNotExist(); // Without a head there is no fit.
    }

    @Test
    void folderIsMeasuredAsOneSeriesOfEpochs() throws IOException {
        Path features = Files.createDirectories(folder.resolve("My features"));
        for (String split :
                new String[] {"0002-penultimate-train", "0001-penultimate-train", "0001-penultimate-test"}) {
            features("My features/epoch-" + split + ".npz");
        }
        Files.writeString(features.resolve("notes.txt"), "");
        Files.writeString(features.resolve(".epoch-0003-penultimate-train.npz"), "being written");
        assertThat(measured(features.toString(), "My-features"))
                .containsExactly("1,penultimate,train", "1,penultimate,test", "2,penultimate,train");
        assertThat(measured(features + "/epoch-*-train.npz", "trained", "--name", "trained"))
                .containsExactly("1,penultimate,train", "2,penultimate,train");
        assertThat(measured(folder + "/My*/epoch-0001-*-{test,valid}.npz", "epoch-0001-penultimate-test"))
                .containsExactly("1,penultimate,test");
    }

    @Test
    void endsWithFitAndItsPage() throws IOException {
        Path export = home().resolve("notebooks-export/trained");
        Path trained = folder.resolve("trained.npz");
        try (NpzWriter npz = new NpzWriter(trained)) {
            npz.write("features", new double[] {1, 0, 0, 1.5, 2, 0, 0, 1}, 4, 2);
            npz.write("labels", new int[] {0, 1, 0, 1}, 4);
            npz.write("weights", new double[] {1, 0, 0, 1}, 2, 2);
            npz.write("weight_decay", new double[] {.1}, 1);
            npz.commit();
        }
        assertThat(measure(trained.toString(), "--no-fit").code()).isZero();
        assertThat(export.resolve("report.html")).content().doesNotContain("plain at the end of training");
        assertThat(export.resolve("ufm.csv")).doesNotExist();
        assertThat(measure(trained.toString(), "--overwrite").code()).isZero();
        assertThat(export.resolve("report.html")).content().contains("plain at the end of training, relative errors");
        assertThat(export.resolve("ufm.csv")).isNotEmptyFile();
    }

    private CommandResult measure(String features, String option) {
        return CommandResult.run("measure", features, option, "--home", home().toString());
    }

    /** Returns the first three columns of the results. */
    private List<String> measured(String argument, String name, String... options) throws IOException {
        String[] words = Stream.concat(Stream.of("measure", argument, "--home", home().toString()), Stream.of(options))
                .toArray(String[]::new);
        CommandResult result = CommandResult.run(words);
        assertThat(result.code()).as(result.err()).isZero();
        return Files.readAllLines(home().resolve("notebooks-export/" + name + "/metrics.csv")).stream()
                .skip(1)
                .map(line -> String.join(",", List.of(line.split(",")).subList(0, 3)))
                .toList();
    }
}
