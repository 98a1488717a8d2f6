package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.training.EpochResult;

/** The files, tables and manifest of a finished run. */
class FinishedRunTest {

    private static final int CLASSES = 10;
    private static final List<String> TAPS = List.of("penultimate", "previous");
    private static final List<String> SPLITS = List.of("train", "test");
    private static final List<String> COLUMNS = List.of(
            "nc0",
            "nc1",
            "nc1_trace_ratio",
            "cdnv",
            "vci",
            "nc2_etf",
            "nc2_of",
            "nc2_etf_head",
            "nc2_of_head",
            "equinorm",
            "equinorm_head",
            "equiangle",
            "equiangle_head",
            "maxangle",
            "maxangle_head",
            "nc2_uniformity",
            "nc2_log_uniformity",
            "nc3_etf",
            "nc3_of",
            "nc3_distance",
            "nc3_distance_uncentered",
            "nc3_uniform_duality",
            "nc3_uniform_duality_cosine",
            "nc4_mismatch",
            "nc5_ood",
            "head_bias_residual",
            "global_mean_ratio",
            "stable_rank",
            "effective_rank",
            "head_principal_angle",
            "cosine_margin_p0",
            "cosine_margin_p5",
            "cosine_margin_p50",
            "mse_nc1",
            "mse_nc23",
            "mse_perp",
            "loss",
            "objective",
            "error",
            "learning_rate",
            "terminal_phase");
    private static final Set<String> COLUMNS_OF_ALL_LAYERS = Set.of(
            "nc1",
            "nc1_trace_ratio",
            "cdnv",
            "vci",
            "nc2_etf",
            "nc2_of",
            "equinorm",
            "equiangle",
            "maxangle",
            "nc2_uniformity",
            "nc2_log_uniformity",
            "nc5_ood",
            "global_mean_ratio",
            "stable_rank",
            "effective_rank",
            "learning_rate",
            "terminal_phase");

    @TempDir
    private static Path home;

    private static Path export;
    private static EpochResult result;
    private static List<CSVRecord> metrics;

    @BeforeAll
    static void run() throws IOException {
        result = TinyRun.run(home);
        export = home.resolve("notebooks-export/tiny");
        metrics = TinyRun.rows(export.resolve("metrics.csv"));
    }

    private static Set<Integer> capturedEpochs() {
        return new TreeSet<>(List.of(0, 1, 2, result.zeroErrorEpoch().orElseThrow(), result.epoch()));
    }

    @Test
    void endsTwoEpochsPastZeroError() {
        assertThat(result.zeroErrorEpoch().orElseThrow()).isGreaterThan(2);
        assertThat(result.epoch())
                .isEqualTo(result.zeroErrorEpoch().orElseThrow() + 2)
                .isLessThan(60);
    }

    @Test
    void resultsHaveExactlyTheExpectedFiles() throws IOException {
        List<String> expected = new ArrayList<>(List.of(
                "models/tiny.zip",
                "checkpoints/tiny/lock",
                "checkpoints/tiny/epoch-0000013-step-0000000.npz",
                "checkpoints/tiny/epoch-0000013-step-0000000.npz.sha256"));
        List.of(
                        "manifest.json",
                        "metrics.csv",
                        "epochs.csv",
                        "gram.csv",
                        "logits.csv",
                        "spectra.csv",
                        "ufm.csv",
                        "verdict.txt",
                        "report.html")
                .forEach(name -> expected.add("notebooks-export/tiny/" + name));
        capturedEpochs()
                .forEach(epoch -> expected.add("notebooks-export/tiny/samples/epoch-%04d.npz".formatted(epoch)));
        expected.add("notebooks-export/tiny/samples/zero-error.npz");
        for (int epoch : List.of(result.zeroErrorEpoch().orElseThrow(), result.epoch())) {
            TAPS.forEach(tap -> SPLITS.forEach(split ->
                    expected.add("notebooks-export/tiny/features/epoch-%04d-%s-%s.npz".formatted(epoch, tap, split))));
        }
        try (Stream<Path> files = Files.walk(home)) {
            List<String> found = files.filter(Files::isRegularFile)
                    .map(file -> home.relativize(file).toString())
                    .toList();
            assertThat(found.stream().filter(name -> !name.contains("/figures/")))
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(found)
                    .contains(
                            "notebooks-export/tiny/figures/collapse.png",
                            "notebooks-export/tiny/figures/collapse.svg",
                            "notebooks-export/tiny/figures/collapse.pdf");
        }
    }

    @Test
    void metricsHaveDocumentedColumnsAndRows() throws IOException {
        assertThat(Files.readAllLines(export.resolve("metrics.csv")).get(0))
                .isEqualTo("epoch,layer,split," + String.join(",", COLUMNS));
        List<String> keys = capturedEpochs().stream()
                .flatMap(epoch ->
                        TAPS.stream().flatMap(tap -> SPLITS.stream().map(split -> epoch + " " + tap + " " + split)))
                .toList();
        assertThat(metrics.stream().map(row -> row.get("epoch") + " " + row.get("layer") + " " + row.get("split")))
                .containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void headMetricsAreEmptyForOtherLayers() {
        for (CSVRecord row : metrics) {
            boolean isHeadInput = row.get("layer").equals("penultimate");
            for (String column : COLUMNS) {
                boolean filled = (isHeadInput || COLUMNS_OF_ALL_LAYERS.contains(column))
                        && !(column.equals("objective") && row.get("split").equals("test"));
                assertThat(!row.get(column).isEmpty())
                        .as(row.get("epoch") + row.get("layer") + row.get("split") + column)
                        .isEqualTo(filled);
            }
        }
    }

    @Test
    void terminalPhaseStartsAtZeroErrorEpoch() {
        for (CSVRecord row : metrics) {
            int epoch = Integer.parseInt(row.get("epoch"));
            assertThat(row.get("terminal_phase"))
                    .isEqualTo(epoch >= result.zeroErrorEpoch().orElseThrow() ? "1" : "0");
            if (row.get("layer").equals("penultimate") && row.get("split").equals("train")) {
                double error = Double.parseDouble(row.get("error"));
                if (epoch < result.zeroErrorEpoch().orElseThrow()) {
                    assertThat(error).as("epoch " + epoch).isPositive();
                } else if (epoch == result.zeroErrorEpoch().orElseThrow()) {
                    assertThat(error).isZero();
                }
            }
        }
    }

    @Test
    void otherTablesHaveAllEpochs() throws IOException {
        int captured = capturedEpochs().size();
        assertThat(TinyRun.rows(export.resolve("epochs.csv")).stream().map(row -> Integer.parseInt(row.get("epoch"))))
                .containsExactlyElementsOf(Stream.iterate(1, epoch -> epoch + 1)
                        .limit(result.epoch())
                        .toList());
        Map<String, Long> gram = TinyRun.rows(export.resolve("gram.csv")).stream()
                .collect(Collectors.groupingBy(
                        row -> row.get("layer") + " " + row.get("matrix"), Collectors.counting()));
        long square = (long) CLASSES * CLASSES * SPLITS.size() * captured;
        assertThat(gram)
                .containsOnly(
                        Map.entry("penultimate class_mean_gram", square),
                        Map.entry("previous class_mean_gram", square),
                        Map.entry("penultimate weight_gram", square));
        assertThat(TinyRun.rows(export.resolve("logits.csv")))
                .hasSize((int) square)
                .allMatch(row -> row.get("layer").equals("penultimate"));
        assertThat(TinyRun.rows(export.resolve("spectra.csv")).stream()
                        .map(row -> row.get("layer") + " " + row.get("matrix"))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "penultimate within",
                        "penultimate between",
                        "penultimate head",
                        "previous within",
                        "previous between");
    }

    @Test
    void manifestHasResolvedExperimentAndStatus() throws IOException {
        JsonNode manifest =
                new ObjectMapper().readTree(export.resolve("manifest.json").toFile());
        assertThat(ExperimentReader.read("manifest", manifest.get("experiment").toString(), List.of()))
                .isEqualTo(TinyRun.experiment());
        assertThat(manifest.get("status").asText()).isEqualTo("finished");
        assertThat(manifest.get("message").isNull()).isTrue();
        assertThat(manifest.at("/progress/epochs").asInt()).isEqualTo(result.epoch());
        assertThat(manifest.at("/progress/zeroErrorEpoch").asInt())
                .isEqualTo(result.zeroErrorEpoch().orElseThrow());
        // Two hidden layers of weights, scale (γ) and shift (β); the head's weights and bias.
        assertThat(manifest.get("parameters").asInt()).isEqualTo(784 * 32 + 2 * 32 + 32 * 32 + 2 * 32 + 32 * 10 + 10);
        assertThat(manifest.at("/data/trainSamplesPerClass"))
                .hasSize(CLASSES)
                .allSatisfy(count -> assertThat(count.asInt()).isEqualTo(20));
        assertThat(manifest.at("/software/deeplearning4j").asText()).isEqualTo("1.0.0-M2.1");
        assertThat(manifest.at("/software/backend").asText()).contains("onednn");
        assertThat(manifest.at("/machine/cpus").asInt()).isPositive();
    }
}
