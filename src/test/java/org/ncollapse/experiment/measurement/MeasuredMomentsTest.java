package org.ncollapse.experiment.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.results.RunFitter;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.MeasurementManifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpzWriter;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.metrics.PublishedCode;
import org.ncollapse.metrics.PublishedMetric;
import org.ncollapse.spec.ObjectiveSpec.Loss;

/** Class moments give the rows that their features give. The moments are computed here by their definitions. */
class MeasuredMomentsTest extends MeasurementFixture {

    private static final int CLASSES = 3;
    private static final int WIDTH = 4;
    private static final int SAMPLES = 40;
    /** What no moments determine. */
    private static final Set<String> EMPTY =
            Set.of("nc4_mismatch", "cosine_margin_p0", "cosine_margin_p5", "cosine_margin_p50");

    private final double[] features = new double[SAMPLES * WIDTH];
    private final int[] labels = new int[SAMPLES];
    private final double[] weights =
            new Random(2).doubles(CLASSES * WIDTH, -1, 1).toArray();
    private final double[] bias = {0.1, -0.2, 0.3};

    MeasuredMomentsTest() {
        Random random = new Random(1);
        for (int i = 0; i < SAMPLES; i++) {
            labels[i] = i % 7 % CLASSES;
            for (int j = 0; j < WIDTH; j++) {
                features[i * WIDTH + j] = random.nextGaussian() + (labels[i] == j ? 3 : 0);
            }
        }
    }

    /** The arrays of moments, K×d matrices row by row. */
    private Map<String, double[]> moments() {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        List.of("counts", "squared_norm_sums").forEach(name -> arrays.put(name, new double[CLASSES]));
        List.of("anchors", "offsets").forEach(name -> arrays.put(name, new double[CLASSES * WIDTH]));
        arrays.put("scatter", new double[WIDTH * WIDTH]);
        List.of("errors", "squared_error_sum", "cross_entropy_sum").forEach(name -> arrays.put(name, new double[1]));
        double[] counts = arrays.get("counts");
        for (int i = 0; i < SAMPLES; i++) {
            counts[labels[i]]++;
        }
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < WIDTH; j++) {
                // The anchor is not a sample: any point near the mean will do.
                arrays.get("anchors")[labels[i] * WIDTH + j] = j + 1;
                arrays.get("offsets")[labels[i] * WIDTH + j] += (features[i * WIDTH + j] - j - 1) / counts[labels[i]];
            }
        }
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < WIDTH; j++) {
                arrays.get("squared_norm_sums")[labels[i]] += deviation(arrays, i, j) * deviation(arrays, i, j);
                for (int l = 0; l < WIDTH; l++) {
                    arrays.get("scatter")[j * WIDTH + l] += deviation(arrays, i, j) * deviation(arrays, i, l);
                }
            }
            addOutcome(arrays, i);
        }
        return arrays;
    }

    private double deviation(Map<String, double[]> arrays, int sample, int j) {
        int at = labels[sample] * WIDTH + j;
        return features[sample * WIDTH + j] - arrays.get("anchors")[at] - arrays.get("offsets")[at];
    }

    private void addOutcome(Map<String, double[]> arrays, int sample) {
        double exponentials = 0;
        int largest = 0;
        double[] logits = new double[CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            logits[k] = bias[k];
            for (int j = 0; j < WIDTH; j++) {
                logits[k] += weights[k * WIDTH + j] * features[sample * WIDTH + j];
            }
            largest = logits[k] > logits[largest] ? k : largest;
            exponentials += Math.exp(logits[k]);
            double residual = logits[k] - (k == labels[sample] ? 1 : 0);
            arrays.get("squared_error_sum")[0] += residual * residual;
        }
        arrays.get("errors")[0] += largest == labels[sample] ? 0 : 1;
        arrays.get("cross_entropy_sum")[0] += Math.log(exponentials) - logits[labels[sample]];
    }

    private SavedSplit momentsFile(String name, Map<String, double[]> arrays) throws IOException {
        Path file = given.resolve(name);
        try (NpzWriter npz = new NpzWriter(file)) {
            for (Map.Entry<String, double[]> array : arrays.entrySet()) {
                double[] values = array.getValue();
                switch (array.getKey()) {
                    case "anchors", "offsets" -> npz.write(array.getKey(), values, values.length / WIDTH, WIDTH);
                    case "scatter" -> npz.write(array.getKey(), values, WIDTH, values.length / WIDTH);
                    default -> npz.write(array.getKey(), values, values.length);
                }
            }
            writeHead(npz);
        }
        return split(file);
    }

    private SavedSplit featuresFile(String name) throws IOException {
        Path file = given.resolve(name);
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("features", features, SAMPLES, WIDTH);
            npz.write("labels", labels, SAMPLES);
            writeHead(npz);
        }
        return split(file);
    }

    private void writeHead(NpzWriter npz) throws IOException {
        npz.write("weights", weights, CLASSES, WIDTH);
        npz.write("bias", bias, CLASSES);
        npz.write("weight_decay", new double[] {1e-3}, 1);
        npz.commit();
    }

    private static void assertSame(CSVRecord fromMoments, CSVRecord fromFeatures, Set<String> empty) {
        for (MetricColumn column : MetricColumn.values()) {
            String name = column.columnName();
            String expected = fromFeatures.get(name);
            if (empty.contains(name) || expected.isEmpty()) {
                assertThat(fromMoments.get(name)).as(name).isEmpty();
            } else {
                assertThat(Double.parseDouble(fromMoments.get(name)))
                        .as(name)
                        .isCloseTo(
                                Double.parseDouble(expected),
                                within(1e-10 * Math.abs(Double.parseDouble(expected)) + 1e-15));
            }
        }
    }

    @Test
    void momentsGiveTheColumnsOfTheirFeatures() throws IOException {
        for (Loss loss : Loss.values()) {
            CSVRecord expected =
                    rows(measure(loss, featuresFile("features.npz"))).get(0);
            assertThat(expected.get("error")).isNotEqualTo("0");
            RunFolders folders = measure(loss, momentsFile("moments.npz", moments()));
            assertSame(rows(folders).get(0), expected, EMPTY);
            assertThat(((MeasurementManifest) Manifest.read(folders.manifest()))
                            .features()
                            .splits()
                            .get(0)
                            .samples())
                    .isEqualTo(SAMPLES);
        }
    }

    /** The test split has features, so its NC4 uses the means of the training split's moments. */
    @Test
    void momentsOfTrainingSplitServeFeaturesOfTestSplit() throws IOException {
        SavedSplit train = momentsFile("epoch-0003-penultimate-train.npz", moments());
        SavedSplit test = featuresFile("epoch-0003-penultimate-test.npz");
        List<CSVRecord> rows = rows(measure(Loss.MSE, train, test));
        assertThat(rows.get(1).get("split")).isEqualTo("test");
        CSVRecord expected =
                rows(measure(Loss.MSE, featuresFile("features.npz"))).get(0);
        assertThat(rows.get(1).get("nc4_mismatch")).isEqualTo(expected.get("nc4_mismatch"));
    }

    @Test
    void oneLineSaysWhichColumnsStayEmpty() throws IOException {
        Map<String, double[]> arrays = moments();
        List.of("errors", "squared_error_sum").forEach(arrays::remove);
        List<String> warnings = new ArrayList<>();
        RunFolders folders = new RunFolders(home, "measured");
        MeasurementInput input = MeasurementInput.of(List.of(momentsFile("moments.npz", arrays)));
        new MeasurementRun(input, Loss.MSE, false, folders, new Quiet() {
                    @Override
                    public void warn(String message) {
                        warnings.add(message);
                    }
                })
                .execute(true);
        assertThat(warnings)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains(
                                "moments.npz: nc4_mismatch and cosine_margin_* stay empty",
                                "'errors'",
                                "'squared_error_sum'")
                        .hasLineCount(1));
        CSVRecord row = rows(folders).get(0);
        assertThat(List.of(row.get("error"), row.get("loss"), row.get("terminal_phase")))
                .containsOnly("");
        assertThat(row.get("nc1")).isNotEmpty();
    }

    @Test
    void rejectsWhatCannotBeMoments() throws IOException {
        assertRejected(arrays -> arrays.remove("offsets"), "without an array 'offsets'");
        assertRejected(arrays -> arrays.get("counts")[1] = -2, "[counts] contains -2.0 at index 1");
        assertRejected(arrays -> arrays.get("counts")[1] = 2.5, "[counts] contains 2.5 at index 1");
        assertRejected(arrays -> arrays.put("counts", new double[CLASSES]), "adds up to 0 samples");
        assertRejected(arrays -> arrays.put("counts", new double[] {20, 20}), "[counts] has the shape [2]");
        assertRejected(arrays -> arrays.put("offsets", new double[2 * WIDTH]), "[offsets] has the shape [2, 4]");
        assertRejected(arrays -> arrays.put("scatter", new double[2 * WIDTH]), "[scatter] has the shape [4, 2]");
        assertRejected(
                arrays -> {
                    arrays.put("counts", new double[] {20, 0, 10, 10});
                    arrays.put("squared_norm_sums", new double[4]);
                    List.of("anchors", "offsets").forEach(name -> arrays.put(name, new double[4 * WIDTH]));
                },
                "[counts] has 4 values",
                "3 classes");
        assertRejected(arrays -> arrays.get("anchors")[5] = Double.NaN, "[anchors] contains NaN at index 5");
        assertRejected(arrays -> arrays.get("scatter")[2] += 1, "[scatter]", "symmetric");
        assertRejected(arrays -> arrays.get("scatter")[5] = -1, "[scatter]", "positive semidefinite");
        assertRejected(arrays -> arrays.get("squared_norm_sums")[0] = -1, "-1.0 for class 0");
        assertRejected(arrays -> arrays.get("squared_norm_sums")[0] *= 2, "has the trace", "sums over all samples");
        assertRejected(arrays -> arrays.get("errors")[0] = SAMPLES + 1, "[errors] [41.0] is not a sum");
        assertRejected(arrays -> arrays.get("squared_error_sum")[0] = -1, "[squared_error_sum] [-1.0] is not a sum");
    }

    private void assertRejected(Consumer<Map<String, double[]>> change, String... parts) {
        Map<String, double[]> arrays = moments();
        change.accept(arrays);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> measure(Loss.MSE, momentsFile("moments.npz", arrays)))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).hasLineCount(1));
        assertThat(home.toFile().list()).containsExactly("given");
    }

    @Test
    void classesOfOneFileCannotBeLeftOut() throws IOException {
        SavedSplit all = momentsFile("epoch-0001-penultimate-train.npz", moments());
        for (int i = 0; i < SAMPLES; i++) {
            labels[i] = labels[i] == 2 ? 1 : labels[i];
        }
        SavedSplit two = momentsFile("epoch-0002-penultimate-train.npz", moments());
        assertThat(rows(measure(Loss.MSE, two)).get(0).get("nc1")).isNotEmpty();
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MeasurementInput.of(List.of(all, two)))
                .withMessageContaining("epoch-0001-penultimate-train.npz has moments of 11 samples of class 2")
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    @Test
    void modelsAreNotFittedToMoments() throws IOException {
        RunFolders folders = measure(Loss.MSE, momentsFile("moments.npz", moments()));
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> RunFitter.refit(folders, stage -> {}))
                .withMessageContaining("has class moments, and the models are compared with samples")
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    /** Every metric of a published program but those that need the nearest class mean of each sample. */
    @ParameterizedTest
    @EnumSource(PublishedCode.class)
    void momentsGiveTheMetricsOfPublishedPrograms(PublishedCode code) throws IOException {
        List<Double> ofFeatures = published(code, featuresFile("published-features.npz"));
        List<Double> ofMoments = published(code, momentsFile("published-moments.npz", moments()));
        for (int i = 0; i < ofFeatures.size(); i++) {
            PublishedMetric metric = code.metrics().get(i);
            double expected = ofFeatures.get(i);
            if (Double.isNaN(expected) || metric.relation().contains("nc4_mismatch")) {
                assertThat(ofMoments.get(i)).as(metric.name()).isNaN();
            } else {
                assertThat(ofMoments.get(i))
                        .as(metric.name())
                        .isCloseTo(expected, within(1e-10 * Math.abs(expected) + 1e-14));
            }
        }
    }

    private List<Double> published(PublishedCode code, SavedSplit split) throws IOException {
        List<Double> values = new ArrayList<>();
        new MeasurementRun(
                        MeasurementInput.of(List.of(split)),
                        Loss.MSE,
                        false,
                        new RunFolders(home, "published"),
                        new Quiet() {
                            @Override
                            public void measured(CaptureKey key, PublishedMetric.Layer layer) {
                                code.metrics().forEach(metric -> values.add(metric.value(layer)));
                            }
                        })
                .execute(true);
        assertThat(values).hasSameSizeAs(code.metrics());
        return values;
    }
}
