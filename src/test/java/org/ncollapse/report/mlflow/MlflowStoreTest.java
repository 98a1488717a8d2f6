package org.ncollapse.report.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.mlflow.MetricHistory.Point;
import org.yaml.snakeyaml.Yaml;

/** The files of a store, by the rules of MLflow's {@code file_store.py} (read in version 3.8.2). */
class MlflowStoreTest {

    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final Instant STARTED = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    private Path folder;

    private Path store;
    private Path results;

    @BeforeEach
    void writeResults() throws IOException {
        store = folder.resolve("my runs");
        results = Files.createDirectories(folder.resolve("results/tiny"));
        Files.createDirectories(results.resolve("figures"));
        Files.createDirectories(results.resolve("samples"));
        Files.writeString(results.resolve("figures/nc1.png"), "a figure");
        Files.writeString(results.resolve("report.html"), "a page");
        Files.writeString(results.resolve("tiny.zip"), "an archive of an earlier export");
        Files.writeString(results.resolve("samples/epoch-0001.npz"), "features");
    }

    private MlflowRun run(String id, Map<String, String> params, Map<String, String> tags) {
        return new MlflowRun(
                id,
                "tiny",
                MlflowRun.Status.FINISHED,
                STARTED,
                Optional.of(STARTED.plusSeconds(90)),
                params,
                tags,
                new TreeMap<>(Map.of(
                        "nc1/penultimate/train",
                        new MetricHistory(
                                List.of(new Point(1769860800000L, 0.5, 0), new Point(1769860801500L, 1.25e-7, 10))))),
                results);
    }

    private MlflowRun run() {
        return run(ID, Map.of("seed", "1", "training.epochs", "10"), Map.of("ncollapse.status", "finished"));
    }

    private Path write(MlflowRun run) throws IOException {
        return MlflowStore.open(store).write(run);
    }

    private static Map<String, Object> yaml(Path file) throws IOException {
        return new Yaml().load(Files.readString(file));
    }

    /** Every file below a folder with its content. */
    private static SortedMap<String, String> contents(Path root) throws IOException {
        SortedMap<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }

    @Test
    void runHasTheFilesThatMlflowReads() throws IOException {
        Path run = write(run());

        assertThat(run).isEqualTo(store.resolve(MlflowStore.EXPERIMENT_ID).resolve(ID));
        SortedMap<String, String> files = contents(run);
        assertThat(files.remove("meta.yaml")).isNotBlank();
        assertThat(files)
                .isEqualTo(new TreeMap<>(Map.of(
                        "metrics/nc1/penultimate/train",
                        "1769860800000 0.5 0\n1769860801500 1.25E-7 10\n",
                        "params/seed",
                        "1",
                        "params/training.epochs",
                        "10",
                        "tags/ncollapse.status",
                        "finished",
                        "artifacts/figures/nc1.png",
                        "a figure",
                        "artifacts/report.html",
                        "a page")));
        Map<String, Object> meta = yaml(run.resolve("meta.yaml"));
        assertThat(meta)
                .containsEntry("run_id", ID)
                .containsEntry("run_uuid", ID)
                .containsEntry("run_name", "tiny")
                .containsEntry("experiment_id", MlflowStore.EXPERIMENT_ID)
                .containsEntry("lifecycle_stage", "active")
                .containsEntry("status", 3)
                .containsEntry("start_time", 1769860800000L)
                .containsEntry("end_time", 1769860890000L)
                .containsEntry("user_id", "")
                .containsEntry("artifact_uri", "file://" + run.toString().replace(" ", "%20") + "/artifacts");
    }

    @Test
    void newStoreHasTheDefaultExperimentAndOurs() throws IOException {
        write(run());

        assertThat(yaml(store.resolve("0/meta.yaml")))
                .containsEntry("experiment_id", "0")
                .containsEntry("name", "Default")
                .containsEntry("lifecycle_stage", "active");
        assertThat(yaml(store.resolve(MlflowStore.EXPERIMENT_ID).resolve("meta.yaml")))
                .containsEntry("experiment_id", MlflowStore.EXPERIMENT_ID)
                .containsEntry("name", "ncollapse")
                .containsEntry("creation_time", 1769860800000L)
                .containsEntry("lifecycle_stage", "active");
    }

    @Test
    void secondExportGivesTheSameBytes() throws IOException {
        write(run());
        SortedMap<String, String> first = contents(store);
        write(run());

        assertThat(contents(store)).isEqualTo(first);
    }

    @Test
    void updateReplacesWhatIsOursAndKeepsTheRest() throws IOException {
        Path other = store.resolve("42/11112222333344445555666677778888");
        Files.createDirectories(other);
        Files.writeString(store.resolve("42/meta.yaml"), "name: mine\n");
        Files.writeString(other.resolve("meta.yaml"), "run_id: of another program\n");
        Path run = write(run(ID, Map.of("removed", "1"), Map.of("ncollapse.message", "failed")));
        Files.writeString(run.resolve("tags/mine"), "added in MLflow");
        Files.writeString(results.resolve("report.html"), "a new page");
        write(run("ffff0000ffff0000ffff0000ffff0000", Map.of(), Map.of()));
        write(run());

        SortedMap<String, String> files = contents(store);
        assertThat(files)
                .containsEntry("42/meta.yaml", "name: mine\n")
                .containsEntry(store.relativize(other) + "/meta.yaml", "run_id: of another program\n");
        String prefix = store.relativize(run) + "/";
        assertThat(files)
                .containsEntry(prefix + "tags/mine", "added in MLflow")
                .containsEntry(prefix + "artifacts/report.html", "a new page")
                .containsKeys(prefix + "params/seed", prefix + "tags/ncollapse.status")
                .doesNotContainKeys(prefix + "params/removed", prefix + "tags/ncollapse.message");
        assertThat(files.keySet()).noneMatch(name -> name.endsWith(".part"));
        assertThat(store.resolve("0")).doesNotExist();
    }

    @Test
    void renamedExperimentIsUsedAgain() throws IOException {
        Path experiment = write(run()).getParent();
        Path meta = experiment.resolve("meta.yaml");
        Files.writeString(meta, Files.readString(meta).replace("\"ncollapse\"", "\"renamed\""));
        write(run());

        assertThat(yaml(meta)).containsEntry("name", "renamed");
        assertThat(store.toFile().list()).containsExactlyInAnyOrder("0", MlflowStore.EXPERIMENT_ID);
    }

    @Test
    void experimentOfTheSameNameIsUsed() throws IOException {
        Files.createDirectories(store.resolve("7"));
        Files.createDirectories(store.resolve("8"));
        Files.writeString(store.resolve("7/meta.yaml"), "{not YAML");
        Files.writeString(store.resolve("8/meta.yaml"), "experiment_id: '8'\nname: ncollapse\n");

        Path run = write(run());

        assertThat(run).isEqualTo(store.resolve("8").resolve(ID));
        assertThat(yaml(run.resolve("meta.yaml"))).containsEntry("experiment_id", "8");
        assertThat(store.toFile().list()).containsExactlyInAnyOrder("7", "8");
    }

    @Test
    void rejectsWhatIsNotAStore() throws IOException {
        Path file = Files.writeString(folder.resolve("mlflow.db"), "SQLite");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MlflowStore.open(file))
                .withMessageContaining("mlflow.db is not a folder");
        SortedMap<String, String> before = contents(results);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MlflowStore.open(results))
                .withMessageContaining("no folder in it has a meta.yaml");
        assertThat(contents(results)).isEqualTo(before);
        assertThat(MlflowStore.open(Files.createDirectory(folder.resolve("empty")))
                        .write(run()))
                .isDirectory();
    }

    @Test
    void rejectsDeletedExperiment() throws IOException {
        Path experiment = write(run()).getParent();
        Files.createDirectory(store.resolve(".trash"));
        Files.move(experiment, store.resolve(".trash").resolve(experiment.getFileName()));

        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MlflowStore.open(store))
                .withMessageContaining("was deleted in MLflow; restore it with 'mlflow experiments restore");
    }
}
