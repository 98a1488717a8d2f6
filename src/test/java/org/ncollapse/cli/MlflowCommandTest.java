package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.TinyRun;

class MlflowCommandTest {

    @TempDir
    private Path folder;

    private CommandResult mlflow(String... names) {
        List<String> rest = List.of(
                "--home", folder.toString(), "--store", folder.resolve("mlruns").toString());
        return CommandResult.run(Stream.of(Stream.of("mlflow"), Stream.of(names), rest.stream())
                .flatMap(words -> words)
                .toArray(String[]::new));
    }

    /** The names of the runs in the store. */
    private List<String> runNames() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("mlruns"), 4)) {
            return files.filter(file -> file.endsWith("tags/mlflow.runName"))
                    .map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .sorted()
                    .toList();
        }
    }

    @Test
    void writesRunsAndUpdatesThem() throws IOException {
        TinyRun.run(folder, "training.epochs=1", "name=one");
        TinyRun.run(folder, "training.epochs=1", "name=two");

        assertThat(mlflow("one").code()).isZero();
        CommandResult both = mlflow("one", "two", "one");

        assertThat(both.code()).isZero();
        assertThat(both.out()).contains("Done: 2 runs in ", "mlflow migrate-filestore --source ");
        assertThat(runNames()).containsExactly("one", "two");
    }

    @Test
    void nameOfASweepStandsForItsRunsThatAreOver() throws IOException {
        Files.writeString(folder.resolve("base.yaml"), """
                name: base
                dataset: {name: digits, samplesPerClass: 5}
                network: {kind: mlp, widths: [8]}
                training: {epochs: 1, batchSize: 16}
                ufm: []
                """);
        Path sweep =
                Files.writeString(folder.resolve("sweep.yaml"), "name: small\nexperiment: base.yaml\nseeds: [1, 2]\n");
        Files.createDirectories(folder.resolve("models"));
        Files.writeString(folder.resolve("models/small_seed-2.zip"), "in the way"); // This run cannot start.
        CommandResult.run("sweep", sweep.toString(), "--home", folder.toString());

        CommandResult result = mlflow("small");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).isEqualTo("small_seed-2: left out, because it is 'pending'\n");
        assertThat(runNames()).containsExactly("small_seed-1");
        assertThat(mlflow("small_seed-1").code()).isZero();
        assertThat(runNames()).containsExactly("small_seed-1");
    }

    @Test
    void rejectsBadInputBeforeAnythingIsWritten() throws IOException {
        TinyRun.run(folder, "training.epochs=1", "name=one");

        CommandResult missing = mlflow("one", "onee");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("no run is called 'onee'").hasLineCount(1);
        CommandResult uri = CommandResult.run(
                "mlflow", "one", "--home", folder.toString(), "--store", "sqlite:///" + folder.resolve("mlflow.db"));
        assertThat(uri.code()).isEqualTo(2);
        assertThat(uri.err()).contains("expected a folder").hasLineCount(1);
        Path inside = folder.resolve("notebooks-export/one/mlruns");
        CommandResult within =
                CommandResult.run("mlflow", "one", "--home", folder.toString(), "--store", inside.toString());
        assertThat(within.code()).isEqualTo(2);
        assertThat(within.err()).contains("is in the results of a run").hasLineCount(1);
        assertThat(inside).doesNotExist();
        CommandResult none = CommandResult.run("mlflow", "one", "--home", folder.toString());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("--store").hasLineCount(1);
        assertThat(folder.resolve("mlruns")).doesNotExist();
    }
}
