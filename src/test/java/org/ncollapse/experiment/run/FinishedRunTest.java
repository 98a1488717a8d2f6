package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpzReader;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Factorizations;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LossAndError;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureSpool;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;
import org.ncollapse.training.EpochResult;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One run, and everything it left. */
class FinishedRunTest {

    private static final int CLASSES = 10;
    private static final int WIDTH = 32;
    private static final List<String> TAPS = List.of("penultimate", "previous");
    private static final List<String> SPLITS = List.of("train", "test");
    private static final List<String> COLUMNS = List.of(
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
    private static final Set<String> OF_EVERY_LAYER = Set.of(
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
    private static EpochResult outcome;
    private static List<CSVRecord> metrics;

    @BeforeAll
    static void run() throws IOException {
        outcome = TinyRun.run(home);
        export = home.resolve("notebooks-export/tiny");
        metrics = TinyRun.rows(export.resolve("metrics.csv"));
    }

    private static Set<Integer> capturedEpochs() {
        return new TreeSet<>(List.of(0, 1, 2, outcome.zeroErrorEpoch().orElseThrow(), outcome.epoch()));
    }

    @Test
    void endsTwoEpochsPastZeroError() {
        assertThat(outcome.zeroErrorEpoch().orElseThrow()).isGreaterThan(2);
        assertThat(outcome.epoch())
                .isEqualTo(outcome.zeroErrorEpoch().orElseThrow() + 2)
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
        for (int epoch : List.of(outcome.zeroErrorEpoch().orElseThrow(), outcome.epoch())) {
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
            boolean read = row.get("layer").equals("penultimate");
            for (String column : COLUMNS) {
                boolean filled = (read || OF_EVERY_LAYER.contains(column))
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
                    .isEqualTo(epoch >= outcome.zeroErrorEpoch().orElseThrow() ? "1" : "0");
            if (row.get("layer").equals("penultimate") && row.get("split").equals("train")) {
                double error = Double.parseDouble(row.get("error"));
                if (epoch < outcome.zeroErrorEpoch().orElseThrow()) {
                    assertThat(error).as("epoch " + epoch).isPositive();
                } else if (epoch == outcome.zeroErrorEpoch().orElseThrow()) {
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
                        .limit(outcome.epoch())
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
        assertThat(manifest.at("/progress/epochs").asInt()).isEqualTo(outcome.epoch());
        assertThat(manifest.at("/progress/zeroErrorEpoch").asInt())
                .isEqualTo(outcome.zeroErrorEpoch().orElseThrow());
        // Two hidden layers of weights, gain and shift; the head's weights and bias.
        assertThat(manifest.get("parameters").asInt()).isEqualTo(784 * 32 + 2 * 32 + 32 * 32 + 2 * 32 + 32 * 10 + 10);
        assertThat(manifest.at("/data/trainSamplesPerClass"))
                .hasSize(CLASSES)
                .allSatisfy(count -> assertThat(count.asInt()).isEqualTo(20));
        assertThat(manifest.at("/software/deeplearning4j").asText()).isEqualTo("1.0.0-M2.1");
        assertThat(manifest.at("/software/backend").asText()).contains("onednn");
        assertThat(manifest.at("/machine/cpus").asInt()).isPositive();
    }

    /** What a {@code features} file holds. */
    private record Kept(float[] features, int[] labels, Head head, double decay) {

        static Kept read(int epoch, String tap, String split) throws IOException {
            try (NpzReader file =
                    NpzReader.open(export.resolve("features/epoch-%04d-%s-%s.npz".formatted(epoch, tap, split)))) {
                double[] features = doubles(file, "features");
                float[] values = new float[features.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) features[i];
                }
                boolean read = tap.equals("penultimate");
                assertThat(file.contains("weights")).isEqualTo(read);
                return new Kept(
                        values,
                        ints(file, "labels"),
                        read ? new Head(CLASSES, WIDTH, doubles(file, "weights"), doubles(file, "bias")) : null,
                        read ? doubles(file, "weight_decay")[0] : Double.NaN);
            }
        }

        private static double[] doubles(NpzReader file, String name) throws IOException {
            try (NpyReader array = file.openArray(name)) {
                return array.readDoubles();
            }
        }

        private static int[] ints(NpzReader file, String name) throws IOException {
            try (NpyReader array = file.openArray(name)) {
                return array.readInts();
            }
        }

        FeatureStatistics statistics() {
            double[] values = new double[features.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = features[i];
            }
            ClassMoments moments = new ClassMoments(CLASSES, WIDTH);
            moments.accept(values, labels, labels.length);
            return moments.statistics();
        }

        /** (1/2N)Σ‖Wh + b − e‖², by its definition. */
        double loss() {
            double[][] weights = rows(head);
            double[] bias = head.bias();
            double sum = 0;
            for (int sample = 0; sample < labels.length; sample++) {
                for (int k = 0; k < CLASSES; k++) {
                    double residual = bias[k] - (labels[sample] == k ? 1 : 0);
                    for (int j = 0; j < WIDTH; j++) {
                        residual += weights[k][j] * features[sample * WIDTH + j];
                    }
                    sum += residual * residual;
                }
            }
            return sum / (2 * labels.length);
        }

        private static double[][] rows(Head head) {
            double[][] rows = new double[CLASSES][WIDTH];
            for (int k = 0; k < CLASSES; k++) {
                for (int j = 0; j < WIDTH; j++) {
                    rows[k][j] = head.weights().get(k, j);
                }
            }
            return rows;
        }
    }

    private static CSVRecord row(int epoch, String tap, String split) {
        return metrics.stream()
                .filter(row -> row.get("epoch").equals(Integer.toString(epoch))
                        && row.get("layer").equals(tap)
                        && row.get("split").equals(split))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void savedFeaturesGiveRowOfRun() throws IOException {
        for (int epoch : List.of(outcome.zeroErrorEpoch().orElseThrow(), outcome.epoch())) {
            for (String tap : TAPS) {
                FeatureStatistics training = Kept.read(epoch, tap, "train").statistics();
                for (String split : SPLITS) {
                    Kept kept = Kept.read(epoch, tap, split);
                    CollapseMetrics again = CollapseMetrics.of(
                            Factorizations.of(kept.statistics()), reading(kept, training), null, Double.NaN, true);
                    CSVRecord row = row(epoch, tap, split);
                    for (MetricColumn column : MetricColumn.values()) {
                        if (Set.of("nc5_ood", "learning_rate", "objective", "error")
                                .contains(column.columnName())) {
                            continue;
                        }
                        double value = column.value(again);
                        String cell = row.get(column.columnName());
                        if (Double.isNaN(value)) {
                            assertThat(cell).as(epoch + tap + split + column).isEmpty();
                        } else {
                            assertThat(Double.parseDouble(cell))
                                    .as(epoch + tap + split + column)
                                    .isEqualTo(value, within(Math.max(1e-12, 1e-9 * Math.abs(value))));
                        }
                    }
                }
            }
        }
    }

    private static HeadInputs reading(Kept kept, FeatureStatistics training) throws IOException {
        if (kept.head() == null) {
            return null;
        }
        try (FeatureSpool spool = new FeatureSpool(WIDTH, 1 << 24, home)) {
            HeadEvaluator seen = new HeadEvaluator(kept.head());
            spool.accept(kept.features(), kept.labels(), kept.labels().length);
            seen.accept(kept.features(), kept.labels(), kept.labels().length);
            return new HeadInputs(
                    kept.head(),
                    OptionalDouble.of(kept.decay()),
                    SampleMetrics.of(spool, seen, training, kept.statistics()),
                    new LossAndError(kept.loss(), Double.NaN, Double.NaN));
        }
    }

    @Test
    void objectiveIsLossPlusPenaltyOfSavedParameters() throws IOException {
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(
                home.resolve("models/tiny.zip").toFile());
        double penalty = 0;
        for (Layer layer : graph.getLayers()) {
            for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
                double lambda = switch (parameter.getKey()) {
                    case "W" -> layer.conf().getLayer().getLayerName().equals("head") ? TinyRun.HEAD : TinyRun.WEIGHTS;
                    case "b" -> TinyRun.BIASES;
                    case "gamma", "beta" -> TinyRun.NORMS;
                    case "mean", "var" -> 0;
                    default -> throw new AssertionError("unexpected parameter " + parameter.getKey());
                };
                for (double value : parameter.getValue().dup('c').data().asDouble()) {
                    penalty += lambda / 2 * value * value;
                }
            }
        }
        double loss = Kept.read(outcome.epoch(), "penultimate", "train").loss();
        CSVRecord last = row(outcome.epoch(), "penultimate", "train");
        assertThat(penalty).isGreaterThan(1e-3);
        assertThat(Double.parseDouble(last.get("loss"))).isEqualTo(loss, within(1e-9 * loss));
        assertThat(Double.parseDouble(last.get("objective")))
                .isEqualTo(loss + penalty, within(1e-9 * (loss + penalty)));
    }
}
