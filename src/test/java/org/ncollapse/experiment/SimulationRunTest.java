package org.ncollapse.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.data.npy.NpyReader;
import org.ncollapse.data.npy.NpyType;
import org.ncollapse.data.npy.NpzFile;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.RunReadings;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.spec.Simulation;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.training.DivergedException;

/**
 * Simulations of a second: an extended ReLU model, everything that it leaves; and plain ones beside their closed forms.
 */
class SimulationRunTest {

    private static final int CLASSES = 3;
    private static final int PER_CLASS = 4;
    private static final int SAMPLES = CLASSES * PER_CLASS;
    private static final int UPPER = 6;
    private static final int LOWER = 5;
    private static final int LAST = 500;
    private static final double HEAD_DECAY = 0.02;
    private static final double HIDDEN_DECAY = 0.01;
    private static final double FEATURE_DECAY = 0.03;
    private static final String RELU = """
            name: relu
            seed: 3
            model: {kind: extended-relu, classes: 3, perClass: 4, widths: [6, 5], decayW: [0.02, 0.01], decayH: 0.03}
            descent: {step: 0.2, iterations: 500, deviation: 0.5}
            record: {points: 12}
            """;
    private static final String PLAIN = """
            name: plain
            seed: 3
            model: {kind: plain, classes: 3, perClass: 6, width: 5, decayW: 0.04, decayH: 0.02}
            descent: {step: 0.5, iterations: 4000, deviation: 0.5}
            record: {points: 5}
            """;

    @TempDir
    private static Path home;

    private static Path export;
    private static Simulated simulated;
    private static List<Integer> iterations;
    private static List<CSVRecord> metrics;

    @BeforeAll
    static void run() throws IOException {
        simulated = simulate(home, RELU, false);
        export = home.resolve("notebooks-export/relu");
        iterations = List.copyOf(SimulationRun.recorded(LAST, 12));
        metrics = TinyRun.rows(export.resolve("metrics.csv"));
    }

    private static Simulated simulate(Path home, String text, boolean overwrite, String... overrides)
            throws IOException {
        Simulation simulation = SimulationReader.read("test", text, List.of(overrides));
        return new SimulationRun(simulation, new RunFolders(home, simulation.name()), new Quiet()).execute(overwrite);
    }

    @Test
    void recordedIterationsAreTheStartTheEndAndEvenStepsOfTheLogarithm() {
        assertThat(SimulationRun.recorded(10_000, 5)).containsExactly(0, 1, 10, 100, 1000, 10_000);
        assertThat(SimulationRun.recorded(10_000, 0)).containsExactly(0, 10_000);
        assertThat(SimulationRun.recorded(10_000, 1)).containsExactly(0, 10_000);
        assertThat(SimulationRun.recorded(1, 200)).containsExactly(0, 1);
        assertThat(SimulationRun.recorded(30_000, 200))
                .contains(0, 1, 2, 3, 30_000)
                .hasSizeBetween(150, 200);
    }

    @Test
    void everyFileIsThereAndNoOther() throws IOException {
        List<String> expected = new ArrayList<>(List.of(
                "manifest.json",
                "metrics.csv",
                "epochs.csv",
                "gram.csv",
                "logits.csv",
                "spectra.csv",
                "prediction.csv",
                "report.html"));
        iterations.forEach(iteration -> expected.add("samples/epoch-%04d.npz".formatted(iteration)));
        expected.add("samples/start.npz");
        try (Stream<Path> files = Files.walk(export)) {
            List<String> found = files.filter(Files::isRegularFile)
                    .map(file -> export.relativize(file).toString())
                    .toList();
            assertThat(found.stream().filter(name -> !name.startsWith("figures/")))
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(found).contains("figures/collapse.png", "figures/collapse.svg", "figures/collapse.pdf");
        }
        assertThat(Files.readString(export.resolve("figures/nc1.svg")))
                .contains(">iteration<")
                .doesNotContain(">epoch<");
    }

    @Test
    void theColumnsAreANetworksAndEveryRecordedIterationHasItsRows() throws IOException {
        assertThat(Files.readAllLines(export.resolve("metrics.csv")).get(0))
                .isEqualTo("epoch,layer,split,"
                        + String.join(
                                ",",
                                Stream.of(MetricColumn.values())
                                        .map(MetricColumn::column)
                                        .toList()));
        assertThat(metrics.stream().map(row -> row.get("epoch") + " " + row.get("layer") + " " + row.get("split")))
                .containsExactlyElementsOf(iterations.stream()
                        .flatMap(
                                iteration -> Stream.of(iteration + " penultimate train", iteration + " previous train"))
                        .toList());
        assertThat(TinyRun.rows(export.resolve("epochs.csv")).stream()
                        .map(row -> row.get("epoch") + " " + row.get("learning_rate")))
                .containsExactlyElementsOf(iterations.stream()
                        .skip(1)
                        .map(iteration -> iteration + " 0.2")
                        .toList());
    }

    @Test
    void onlyWhatHasNoMeaningForAModelIsEmptyAtTheHeadsInput() {
        CSVRecord last = metrics.get(metrics.size() - 2);
        assertThat(Stream.of(MetricColumn.values())
                        .map(MetricColumn::column)
                        .filter(column -> last.get(column).isEmpty()))
                .containsExactly("nc5_ood");
    }

    @Test
    void theTerminalPhaseBeginsAtTheFirstRecordedIterationWithoutError() {
        assertThat(simulated.zero()).isPositive().isLessThan(LAST);
        for (CSVRecord row : metrics) {
            int iteration = Integer.parseInt(row.get("epoch"));
            assertThat(row.get("terminal")).isEqualTo(iteration >= simulated.zero() ? "1" : "0");
            if (row.get("layer").equals("penultimate") && iteration <= simulated.zero()) {
                assertThat(Double.parseDouble(row.get("error")) == 0).isEqualTo(iteration == simulated.zero());
            }
        }
    }

    /** One recorded iteration's samples. */
    private record Arrays(
            double[][] penultimate,
            double[][] previous,
            double[][] weights,
            double[][] hidden,
            int[] labels,
            int[] indices) {

        static Arrays read(int iteration) throws IOException {
            try (NpzFile file = NpzFile.open(export.resolve("samples/epoch-%04d.npz".formatted(iteration)))) {
                assertThat(file.names())
                        .containsExactly("indices", "labels", "penultimate", "previous", "weights", "hidden_weights");
                try (NpyReader labels = file.array("labels");
                        NpyReader indices = file.array("indices")) {
                    return new Arrays(
                            matrix(file, "penultimate", SAMPLES, UPPER),
                            matrix(file, "previous", SAMPLES, LOWER),
                            matrix(file, "weights", CLASSES, UPPER),
                            matrix(file, "hidden_weights", UPPER, LOWER),
                            labels.readInts(),
                            indices.readInts());
                }
            }
        }

        private static double[][] matrix(NpzFile file, String name, int rows, int columns) throws IOException {
            try (NpyReader array = file.array(name)) {
                assertThat(array.header().shape()).containsExactly((long) rows, (long) columns);
                assertThat(array.header().type()).isEqualTo(NpyType.FLOAT64);
                double[] values = array.readDoubles();
                double[][] matrix = new double[rows][];
                for (int i = 0; i < rows; i++) {
                    matrix[i] = java.util.Arrays.copyOfRange(values, i * columns, (i + 1) * columns);
                }
                return matrix;
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double squares(double[][] matrix) {
        return Stream.of(matrix).mapToDouble(row -> dot(row, row)).sum();
    }

    /** By its definition, from what the samples' file holds. */
    @Test
    void theObjectiveIsTheModelsAndTheLayersFollowFromEachOther() throws IOException {
        for (int iteration : iterations) {
            Arrays arrays = Arrays.read(iteration);
            assertThat(arrays.labels()).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
            assertThat(arrays.indices()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
            double residuals = 0;
            for (int i = 0; i < SAMPLES; i++) {
                for (int j = 0; j < UPPER; j++) {
                    assertThat(arrays.penultimate()[i][j])
                            .isCloseTo(Math.max(dot(arrays.hidden()[j], arrays.previous()[i]), 0), within(1e-12));
                }
                for (int k = 0; k < CLASSES; k++) {
                    double residual = dot(arrays.weights()[k], arrays.penultimate()[i]) - (i / PER_CLASS == k ? 1 : 0);
                    residuals += residual * residual;
                }
            }
            double loss = residuals / (2 * SAMPLES);
            double objective = loss
                    + HEAD_DECAY / 2 * squares(arrays.weights())
                    + HIDDEN_DECAY / 2 * squares(arrays.hidden())
                    + FEATURE_DECAY / 2 * squares(arrays.previous());
            CSVRecord row = metrics.get(2 * iterations.indexOf(iteration));
            assertThat(Double.parseDouble(row.get("loss"))).isCloseTo(loss, within(1e-12));
            assertThat(Double.parseDouble(row.get("objective"))).isCloseTo(objective, within(1e-12));
        }
    }

    @Test
    void aFitCanReadTheTables() {
        RunReadings readings = RunReadings.read(export);
        assertThat(readings.epochs().stream().map(RunReadings.EpochReading::epoch))
                .containsExactlyElementsOf(iterations);
        assertThat(readings.rates()).hasSize(iterations.size() - 1);
    }

    @Test
    void theManifestReadsBackAndHoldsTheResolvedSimulation() throws IOException {
        Manifest manifest = JsonMapper.builder()
                .build()
                .readValue(export.resolve("manifest.json").toFile(), Manifest.class);
        assertThat(SimulationReader.read("manifest", manifest.simulation().toString(), List.of()))
                .isEqualTo(SimulationReader.read("test", RELU, List.of()));
        assertThat(manifest.experiment()).isNull();
        assertThat(manifest.data()).isNull();
        assertThat(manifest.status()).isEqualTo("finished");
        assertThat(manifest.counts()).isEqualTo("iteration");
        assertThat(manifest.parameters()).isEqualTo(CLASSES * UPPER + UPPER * LOWER + LOWER * SAMPLES);
        assertThat(manifest.progress().epochs()).isEqualTo(LAST);
        assertThat(manifest.progress().zeroEpoch()).isEqualTo(simulated.zero());
        assertThat(manifest.software().blas()).startsWith("OpenBLAS");
    }

    /**
     * c = K√(nλ_Wλ_H): ‖h̄_k‖² = (1−c)√(λ_W/(nλ_H)), the logits (1−c)I, the objective c²/2 + √(nλ_Wλ_H)K(1−c) (theorem
     * 3.1 of Tirer &amp; Bruna 2022).
     */
    @Test
    void aPlainModelEndsWhereTheTheoremSays(@TempDir Path other) throws IOException {
        Simulated plain = simulate(other, PLAIN, false);
        double s = Math.sqrt(6 * 0.04 * 0.02);
        double c = 3 * s;
        Path folder = other.resolve("notebooks-export/plain");
        for (CSVRecord row : TinyRun.rows(folder.resolve("gram.csv"))) {
            if (row.get("epoch").equals("4000") && row.get("matrix").equals("means")) {
                double expected = row.get("i").equals(row.get("j")) ? (1 - c) * Math.sqrt(0.04 / (6 * 0.02)) : 0;
                assertThat(Double.parseDouble(row.get("value"))).isCloseTo(expected, within(1e-6));
            }
        }
        for (CSVRecord row : TinyRun.rows(folder.resolve("logits.csv"))) {
            if (row.get("epoch").equals("4000")) {
                assertThat(Double.parseDouble(row.get("value")))
                        .isCloseTo(row.get("i").equals(row.get("j")) ? 1 - c : 0, within(1e-6));
            }
        }
        assertThat(plain.metrics().outcome().objective()).isCloseTo(c * c / 2 + s * 3 * (1 - c), within(1e-10));
        assertThat(plain.metrics().variability().nc1()).isLessThan(1e-12);
        assertThat(plain.metrics().means().of()).isLessThan(1e-6);
        assertThat(plain.metrics().duality().of()).isLessThan(1e-6);
        List<CSVRecord> prediction = TinyRun.rows(folder.resolve("prediction.csv"));
        assertThat(prediction.stream().map(row -> row.get("layer") + " " + row.get("quantity")))
                .contains(" objective", " logits", "W gram", "H gram");
        assertThat(prediction)
                .allSatisfy(row -> assertThat(Double.parseDouble(row.get("relative_error")))
                        .isLessThan(1e-6));
    }

    @Test
    void aModelTooNarrowForTheClosedFormIsSimulatedWithoutIt(@TempDir Path other) throws IOException {
        Simulated narrow = simulate(other, PLAIN, false, "model.width=2", "descent.iterations=5");
        assertThat(narrow.tooNarrow()).isNotBlank();
        assertThat(TinyRun.rows(other.resolve("notebooks-export/plain/prediction.csv")))
                .isEmpty();
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherSeedOthers(@TempDir Path other) throws IOException {
        for (String name : List.of("one", "two", "three")) {
            simulate(
                    other,
                    RELU,
                    false,
                    "name=" + name,
                    "descent.iterations=20",
                    "seed=" + (name.equals("three") ? 4 : 3));
        }
        Path exports = other.resolve("notebooks-export");
        for (String file :
                List.of("metrics.csv", "gram.csv", "spectra.csv", "prediction.csv", "samples/epoch-0020.npz")) {
            assertThat(exports.resolve("two").resolve(file))
                    .hasSameBinaryContentAs(exports.resolve("one").resolve(file));
            assertThat(Files.mismatch(
                            exports.resolve("three").resolve(file),
                            exports.resolve("one").resolve(file)))
                    .isNotNegative();
        }
    }

    @Test
    void aNameThatExistsIsRefusedUnlessItMayBeOverwritten(@TempDir Path other) throws IOException {
        simulate(other, PLAIN, false, "descent.iterations=50");
        Path metricsFile = other.resolve("notebooks-export/plain/metrics.csv");
        String before = Files.readString(metricsFile);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> simulate(other, PLAIN, false, "descent.iterations=5"))
                .withMessageContaining("a run called 'plain' has left");
        assertThat(metricsFile).hasContent(before);
        simulate(other, PLAIN, true, "descent.iterations=5");
        assertThat(other.resolve("notebooks-export/plain/samples/epoch-0050.npz"))
                .doesNotExist();
    }

    @Test
    void aDescentThatDivergesSaysSoAndKeepsWhatWasRecorded(@TempDir Path other) throws IOException {
        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> simulate(other, RELU, false, "descent.deviation=30"))
                .withMessageContaining("descent.deviation");
        Path folder = other.resolve("notebooks-export/relu");
        Manifest manifest = JsonMapper.builder()
                .build()
                .readValue(folder.resolve("manifest.json").toFile(), Manifest.class);
        assertThat(manifest.status()).isEqualTo("diverged");
        assertThat(TinyRun.rows(folder.resolve("metrics.csv"))).isNotEmpty();
        assertThat(folder.resolve("figures/collapse.svg")).exists();
    }

    /** Hears everything and says nothing. */
    static final class Quiet implements SimulationListener {
        @Override
        public void reached(int iteration, double objective) {}

        @Override
        public void doing(String what) {}
    }
}
