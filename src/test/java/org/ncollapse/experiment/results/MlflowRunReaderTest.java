package org.ncollapse.experiment.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.mlflow.MetricHistory.Point;
import org.ncollapse.report.mlflow.MlflowRun;

/** What MLflow is given of a run equals the run's files. */
class MlflowRunReaderTest {

    @TempDir
    private Path home;

    private RunFolders folders;

    @BeforeEach
    void train() throws IOException {
        folders = new RunFolders(home, "tiny");
        TinyRun.run(home, "training.epochs=4", "training.epochsPastZeroError=null", "notes=the first try");
    }

    @Test
    void metricsAreTheCellsOfTheTables() throws IOException {
        MlflowRun run = MlflowRunReader.read(folders);

        Map<String, List<String>> expected = new TreeMap<>();
        List<CSVRecord> epochs = TinyRun.rows(folders.export().resolve("epochs.csv"));
        for (CSVRecord row : epochs) {
            row.toMap().forEach((column, cell) -> add(expected, "training/" + column, row, column, cell));
        }
        for (CSVRecord row : TinyRun.rows(folders.export().resolve("metrics.csv"))) {
            row.toMap()
                    .forEach((column, cell) ->
                            add(expected, column + "/" + row.get("layer") + "/" + row.get("split"), row, column, cell));
        }
        Map<String, List<String>> found = new TreeMap<>();
        run.metrics()
                .forEach((name, history) -> found.put(
                        name,
                        history.points().stream()
                                .map(point -> point.step() + " " + point.value())
                                .toList()));
        assertThat(found).isEqualTo(expected).hasSizeGreaterThan(80);
        assertThat(found.keySet())
                .contains("nc1/penultimate/train", "nc1/previous/test", "training/loss")
                .allMatch(name ->
                        name.matches("[\\w.\\- :]+(/[\\w.\\- :]+)+")); // validate_param_and_metric_name of MLflow.
        assertThat(found.keySet()).doesNotContain("objective/penultimate/test"); // It has no values.
    }

    private static void add(Map<String, List<String>> all, String name, CSVRecord row, String column, String cell) {
        if (!List.of("epoch", "layer", "split").contains(column) && !cell.isEmpty()) {
            all.computeIfAbsent(name, none -> new ArrayList<>()).add(row.get("epoch") + " " + Double.parseDouble(cell));
        }
    }

    @Test
    void timeOfAnEpochIsTheStartPlusTheSecondsOfTheEpochs() throws IOException {
        MlflowRun run = MlflowRunReader.read(folders);

        double seconds = 0;
        for (CSVRecord row : TinyRun.rows(folders.export().resolve("epochs.csv"))) {
            seconds += Double.parseDouble(row.get("seconds"));
            int epoch = Integer.parseInt(row.get("epoch"));
            for (String metric : List.of("training/loss", "nc1/penultimate/train")) {
                List<Point> points = run.metrics().get(metric).points();
                double expected = 1000 * seconds;
                assertThat(points)
                        .filteredOn(point -> point.step() == epoch)
                        .allSatisfy(point -> assertThat(
                                        (double) (point.millis() - run.started().toEpochMilli()))
                                .isCloseTo(expected, within(0.5 + 1e-6)));
            }
        }
        assertThat(seconds).isPositive();
    }

    @Test
    void settingsAreParamsAndTheRestIsTags() throws IOException {
        MlflowRun run = MlflowRunReader.read(folders);
        ObjectNode manifest =
                (ObjectNode) new ObjectMapper().readTree(folders.manifest().toFile());

        assertThat(run.params())
                .containsEntry("seed", "1")
                .containsEntry("dataset.name", "digits")
                .containsEntry("network.widths", "[32,32]")
                .containsEntry("training.epochs", "4")
                .containsEntry("objective.weightDecay.head", "0.003")
                .doesNotContainKeys("name", "notes", "training.epochsPastZeroError");
        assertThat(run.tags())
                .containsEntry("mlflow.runName", "tiny")
                .containsEntry("mlflow.note.content", "the first try")
                .containsEntry("ncollapse.kind", "experiment")
                .containsEntry("ncollapse.status", "finished")
                .containsEntry("ncollapse.java", manifest.at("/software/java").asText())
                .doesNotContainKeys("mlflow.user", "ncollapse.host");
        assertThat(run.status()).isEqualTo(MlflowRun.Status.FINISHED);
        assertThat(run.started())
                .isEqualTo(Instant.parse(manifest.get("started").asText()));
        assertThat(run.ended()).contains(Instant.parse(manifest.get("ended").asText()));
    }

    @Test
    void idStaysTheSameWhenTheRunIsTrainedFurther() throws IOException {
        String id = MlflowRunReader.read(folders).id();
        TinyRun.resume(home, "training.epochs=5", "notes=longer");
        MlflowRun longer = MlflowRunReader.read(folders);
        TinyRun.run(home, "name=other", "training.epochs=4");

        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(longer.id()).isEqualTo(id);
        assertThat(longer.params()).containsEntry("training.epochs", "5");
        assertThat(MlflowRunReader.read(new RunFolders(home, "other")).id()).isNotEqualTo(id);
        Path moved = home.resolve("moved/notebooks-export");
        Files.createDirectories(moved);
        Files.move(folders.export(), moved.resolve("tiny"));
        assertThat(MlflowRunReader.read(new RunFolders(home.resolve("moved"), "tiny"))
                        .id())
                .isEqualTo(id);
    }

    @Test
    void idDependsOnTheSettings() throws IOException {
        String id = MlflowRunReader.read(folders).id();
        TinyRun.run(home, true, new TinyRun.Quiet(), "training.epochs=4", "seed=2");

        assertThat(MlflowRunReader.read(folders).id()).isNotEqualTo(id);
    }

    @Test
    void simulationHasIterationsAsSteps() throws IOException {
        MlflowRun run = MlflowRunReader.read(ExportFixture.fittedSimulation(home));

        assertThat(run.tags()).containsEntry("ncollapse.kind", "simulation");
        assertThat(run.params())
                .containsEntry("model.kind", "plain")
                .containsEntry("gradientDescent.iterations", "3000");
        List<Point> points = run.metrics().get("nc1/penultimate/train").points();
        assertThat(points.get(points.size() - 1).step()).isEqualTo(3000);
    }

    @Test
    void statusOfARunThatDidNotFinish() throws IOException {
        assertThat(withStatus("diverged").status()).isEqualTo(MlflowRun.Status.FAILED);
        assertThat(withStatus("failed").status()).isEqualTo(MlflowRun.Status.FAILED);
        assertThat(withStatus("interrupted").status()).isEqualTo(MlflowRun.Status.KILLED);
        Path metrics = folders.export().resolve("metrics.csv");
        String table = Files.readString(metrics);
        Files.writeString(metrics, table.substring(0, table.length() - 5)); // Killed while it wrote a row.
        MlflowRun crashed = withStatus("running");
        assertThat(crashed.status()).isEqualTo(MlflowRun.Status.FAILED);
        assertThat(crashed.tags()).containsEntry("ncollapse.status", "crashed");
    }

    private MlflowRun withStatus(String status) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode manifest = (ObjectNode) json.readTree(folders.manifest().toFile());
        json.writeValue(folders.manifest().toFile(), manifest.put("status", status));
        return MlflowRunReader.read(folders);
    }

    @Test
    void rejectsRunningAndDamagedRuns() throws IOException {
        try (RunLock lock = RunLock.acquire(folders)) {
            assertThatExceptionOfType(BadInputException.class)
                    .isThrownBy(() -> MlflowRunReader.read(folders))
                    .withMessageContaining("already running");
        }
        ObjectMapper json = new ObjectMapper();
        ObjectNode manifest = (ObjectNode) json.readTree(folders.manifest().toFile());
        json.writeValue(folders.manifest().toFile(), manifest.put("started", "yesterday"));
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MlflowRunReader.read(folders))
                .withMessageContaining("'yesterday' is not a time");
        json.writeValue(folders.manifest().toFile(), manifest.put("started", "2026-01-31T12:00:00Z"));
        Files.delete(folders.export().resolve("metrics.csv"));
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MlflowRunReader.read(folders))
                .withMessageContaining("metrics.csv is not there");
    }
}
