package org.ncollapse.experiment.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

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
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.SimulationManifest;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpyType;
import org.ncollapse.io.npy.NpzReader;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.FitInputTables;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.SimulationSpec;
import org.ncollapse.training.DivergedException;

/**
 * Simulations of one second: all files of an extended ReLU model, and plain models compared with their closed forms.
 */
public class SimulationRunTest {

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
            model: {kind: extended-relu, classes: 3, samplesPerClass: 4, widths: [6, 5], lambdaW: [0.02, 0.01], lambdaH: 0.03}
            gradientDescent: {learningRate: 0.2, iterations: 500, initialStd: 0.5}
            record: {logSpaced: 12}
            """;
    private static final String PLAIN = """
            name: plain
            seed: 3
            model: {kind: plain, classes: 3, samplesPerClass: 6, width: 5, lambdaW: 0.04, lambdaH: 0.02}
            gradientDescent: {learningRate: 0.5, iterations: 4000, initialStd: 0.5}
            record: {logSpaced: 5}
            """;

    @TempDir
    private static Path home;

    private static Path export;
    private static SimulationResult simulated;
    private static List<Integer> iterations;
    private static List<CSVRecord> metrics;

    @BeforeAll
    static void run() throws IOException {
        simulated = simulate(home, RELU, false);
        export = home.resolve("notebooks-export/relu");
        iterations = List.copyOf(SimulationRun.recordedIterations(LAST, 12));
        metrics = TinyRun.rows(export.resolve("metrics.csv"));
    }

    private static SimulationResult simulate(Path home, String text, boolean overwrite, String... overrides)
            throws IOException {
        SimulationSpec simulation = SimulationReader.read("test", text, List.of(overrides));
        return new SimulationRun(simulation, new RunFolders(home, simulation.name()), new Quiet()).execute(overwrite);
    }

    @Test
    void recordedIterationsAreLogSpaced() {
        assertThat(SimulationRun.recordedIterations(10_000, 5)).containsExactly(0, 1, 10, 100, 1000, 10_000);
        assertThat(SimulationRun.recordedIterations(10_000, 0)).containsExactly(0, 10_000);
        assertThat(SimulationRun.recordedIterations(10_000, 1)).containsExactly(0, 10_000);
        assertThat(SimulationRun.recordedIterations(1, 200)).containsExactly(0, 1);
        assertThat(SimulationRun.recordedIterations(30_000, 200))
                .contains(0, 1, 2, 3, 30_000)
                .hasSizeBetween(150, 200);
    }

    @Test
    void resultsHaveExactlyTheExpectedFiles() throws IOException {
        List<String> expected = new ArrayList<>(List.of(
                "manifest.json",
                "metrics.csv",
                "epochs.csv",
                "gram.csv",
                "logits.csv",
                "spectra.csv",
                "comparison.csv",
                "report.html"));
        iterations.forEach(iteration -> expected.add("samples/epoch-%04d.npz".formatted(iteration)));
        expected.add("samples/zero-error.npz");
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
    void hasColumnsOfRunAndRowsOfAllIterations() throws IOException {
        assertThat(Files.readAllLines(export.resolve("metrics.csv")).get(0))
                .isEqualTo("epoch,layer,split,"
                        + String.join(
                                ",",
                                Stream.of(MetricColumn.values())
                                        .map(MetricColumn::columnName)
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
    void onlyMeaninglessColumnsAreEmptyAtHeadInput() {
        CSVRecord last = metrics.get(metrics.size() - 2);
        assertThat(Stream.of(MetricColumn.values())
                        .map(MetricColumn::columnName)
                        .filter(column -> last.get(column).isEmpty()))
                .containsExactly("nc5_ood");
    }

    @Test
    void terminalPhaseStartsAtFirstIterationWithZeroError() {
        int zeroError = simulated.zeroErrorIteration().orElseThrow();
        assertThat(zeroError).isPositive().isLessThan(LAST);
        for (CSVRecord row : metrics) {
            int iteration = Integer.parseInt(row.get("epoch"));
            assertThat(row.get("terminal_phase")).isEqualTo(iteration >= zeroError ? "1" : "0");
            if (row.get("layer").equals("penultimate") && iteration <= zeroError) {
                assertThat(Double.parseDouble(row.get("error")) == 0).isEqualTo(iteration == zeroError);
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
            try (NpzReader file = NpzReader.open(export.resolve("samples/epoch-%04d.npz".formatted(iteration)))) {
                assertThat(file.names())
                        .containsExactly("indices", "labels", "penultimate", "previous", "weights", "hidden_weights");
                try (NpyReader labels = file.openArray("labels");
                        NpyReader indices = file.openArray("indices")) {
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

        private static double[][] matrix(NpzReader file, String name, int rows, int columns) throws IOException {
            try (NpyReader array = file.openArray(name)) {
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

    /** Computed by its definition from the samples' file. */
    @Test
    void objectiveIsModelsAndLayersAreConsistent() throws IOException {
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
    void fitReadsTables() {
        FitInputTables readings = FitInputTables.read(export);
        assertThat(readings.epochs().stream().map(FitInputTables.EpochStatistics::epoch))
                .containsExactlyElementsOf(iterations);
        assertThat(readings.learningRates()).hasSize(iterations.size() - 1);
    }

    @Test
    void manifestHasResolvedSimulation() throws IOException {
        SimulationManifest manifest = (SimulationManifest) Manifest.read(export.resolve("manifest.json"));
        assertThat(SimulationReader.read("manifest", manifest.simulation().toString(), List.of()))
                .isEqualTo(SimulationReader.read("test", RELU, List.of()));
        assertThat(manifest.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(manifest.epochUnit()).isEqualTo("iteration");
        assertThat(manifest.header().parameters()).isEqualTo(CLASSES * UPPER + UPPER * LOWER + LOWER * SAMPLES);
        assertThat(manifest.progress().epochs()).isEqualTo(LAST);
        assertThat(manifest.progress().zeroErrorEpoch()).isEqualTo(simulated.zeroErrorIteration());
        assertThat(manifest.header().software().blas()).startsWith("OpenBLAS");
    }

    /**
     * c = K√(nλ_Wλ_H): ‖h̄_k‖² = (1−c)√(λ_W/(nλ_H)), the logits (1−c)I, the objective c²/2 + √(nλ_Wλ_H)K(1−c) (theorem
     * 3.1 of Tirer &amp; Bruna 2022).
     */
    @Test
    void plainModelEndsAtClosedForm(@TempDir Path other) throws IOException {
        SimulationResult plain = simulate(other, PLAIN, false);
        double s = Math.sqrt(6 * 0.04 * 0.02);
        double c = 3 * s;
        Path folder = other.resolve("notebooks-export/plain");
        for (CSVRecord row : TinyRun.rows(folder.resolve("gram.csv"))) {
            if (row.get("epoch").equals("4000") && row.get("matrix").equals("class_mean_gram")) {
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
        assertThat(plain.metrics().lossAndError().objective()).isCloseTo(c * c / 2 + s * 3 * (1 - c), within(1e-10));
        assertThat(plain.metrics().variability().nc1()).isLessThan(1e-12);
        assertThat(plain.metrics().classMeanGeometry().ofDistance()).isLessThan(1e-6);
        assertThat(plain.metrics().selfDuality().ofDistance()).isLessThan(1e-6);
        List<CSVRecord> prediction = TinyRun.rows(folder.resolve("comparison.csv"));
        assertThat(prediction.stream().map(row -> row.get("layer") + " " + row.get("quantity")))
                .contains(" objective", " logits", "W weight_gram", "H class_mean_gram");
        assertThat(prediction)
                .allSatisfy(row -> assertThat(Double.parseDouble(row.get("relative_error")))
                        .isLessThan(1e-6));
    }

    @Test
    void simulatesModelTooNarrowForClosedForm(@TempDir Path other) throws IOException {
        SimulationResult narrow = simulate(other, PLAIN, false, "model.width=2", "gradientDescent.iterations=5");
        assertThat(narrow.widthProblem()).isNotBlank();
        assertThat(TinyRun.rows(other.resolve("notebooks-export/plain/comparison.csv")))
                .isEmpty();
    }

    @Test
    void sameSeedGivesSameBytes(@TempDir Path other) throws IOException {
        for (String name : List.of("one", "two", "three")) {
            simulate(
                    other,
                    RELU,
                    false,
                    "name=" + name,
                    "gradientDescent.iterations=20",
                    "seed=" + (name.equals("three") ? 4 : 3));
        }
        Path exports = other.resolve("notebooks-export");
        for (String file :
                List.of("metrics.csv", "gram.csv", "spectra.csv", "comparison.csv", "samples/epoch-0020.npz")) {
            assertThat(exports.resolve("two").resolve(file))
                    .hasSameBinaryContentAs(exports.resolve("one").resolve(file));
            assertThat(Files.mismatch(
                            exports.resolve("three").resolve(file),
                            exports.resolve("one").resolve(file)))
                    .isNotNegative();
        }
    }

    @Test
    void rejectsUsedNameUnlessOverwritten(@TempDir Path other) throws IOException {
        simulate(other, PLAIN, false, "gradientDescent.iterations=50");
        Path metricsFile = other.resolve("notebooks-export/plain/metrics.csv");
        String before = Files.readString(metricsFile);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> simulate(other, PLAIN, false, "gradientDescent.iterations=5"))
                .withMessageContaining("a run called 'plain' exists (");
        assertThat(metricsFile).hasContent(before);
        simulate(other, PLAIN, true, "gradientDescent.iterations=5");
        assertThat(other.resolve("notebooks-export/plain/samples/epoch-0050.npz"))
                .doesNotExist();
    }

    @Test
    void divergedSimulationKeepsResultsAndMessage(@TempDir Path other) throws IOException {
        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> simulate(other, RELU, false, "gradientDescent.initialStd=30"))
                .withMessageContaining("gradientDescent.initialStd");
        Path folder = other.resolve("notebooks-export/relu");
        Manifest manifest = Manifest.read(folder.resolve("manifest.json"));
        assertThat(manifest.status()).isEqualTo(RunStatus.DIVERGED);
        assertThat(TinyRun.rows(folder.resolve("metrics.csv"))).isNotEmpty();
        assertThat(folder.resolve("figures/collapse.svg")).exists();
    }

    /** A listener that does nothing. */
    public static final class Quiet implements SimulationListener {
        @Override
        public void iterationDone(int iteration, double objective) {}

        @Override
        public void stageStarted(String what) {}
    }
}
