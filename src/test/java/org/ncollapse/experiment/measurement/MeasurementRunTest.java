package org.ncollapse.experiment.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.results.RunExporter;
import org.ncollapse.experiment.results.RunFitter;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.run.ResumeRequest;
import org.ncollapse.experiment.run.RunOutputs;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.FeatureProvenance;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.MeasurementManifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunProgress;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpzWriter;
import org.ncollapse.io.npy.NumpyArrays;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Split;

/**
 * Measures features saved by numpy and by a run, and compares the tables with docs/metrics.md and with the run's rows.
 */
class MeasurementRunTest {

    private static final CaptureKey TRAIN = new CaptureKey(0, "penultimate", Split.TRAIN);
    private static final Set<String> NOT_TOLD = Set.of("learning_rate", "objective", "nc5_ood");

    /** Without a bias, λ = .01. */
    private static final String REFERENCE = """
            nc0 5.28849382605 nc1 .0360324188891 nc1_trace_ratio .123653399127 cdnv .0494839650277 vci .0243767820327 nc2_etf .45425605327 nc2_of .530524807355
            equinorm .136644271088 equiangle .258805667485 maxangle .228403554301 nc2_uniformity .0267185023129 nc2_log_uniformity .0107718030238
            global_mean_ratio .228606158516 stable_rank 2.24733918159 effective_rank 3.64380807508 nc2_etf_head .548975864541
            nc2_of_head .507380887259 equinorm_head .204898332763 equiangle_head .236222512357 maxangle_head .210561095535 nc3_etf 1.00875107065
            nc3_of 1.02715506527 nc3_distance 1.68660784451 nc3_distance_uncentered 1.58817570103 nc3_uniform_duality 3.02657927422
            nc3_uniform_duality_cosine .0416499904276 head_bias_residual 2.68103536627 nc4_mismatch .333333333333 head_principal_angle 80.1766788814
            cosine_margin_p0 -.423760210585 cosine_margin_p5 -.373768636831 cosine_margin_p50 .0227088315411 mse_nc1 .0182199465702
            mse_nc23 .0010249721817 mse_perp 11.1180640038 loss 10.9129340586""";

    private static final String WITH_BIAS = """
            nc1 .0360324188891 head_bias_residual 3.29338586342 nc4_mismatch .444444444444 mse_nc1 .0131374067609 mse_nc23 .000549561116931
            mse_perp 14.1680816162 loss 13.9479852768""";

    @TempDir
    private static Path run;

    @TempDir
    private Path home;

    private Path given;

    @BeforeAll
    static void tiny() throws IOException {
        TinyRun.run(run, "capture.saveFeatures=[last, zeroError]");
    }

    @BeforeEach
    void folder() throws IOException {
        given = Files.createDirectories(home.resolve("given"));
    }

    /** A file that numpy 1.24.2 wrote, as described in {@code SavedFeaturesTest}. */
    private Path numpy(String name) throws IOException {
        Path copy = given.resolve(name);
        try (InputStream in = MeasurementInput.class.getResourceAsStream(name)) {
            Files.copy(in, copy);
        }
        return copy;
    }

    private static Path kept(String name) {
        return run.resolve("notebooks-export/tiny/features").resolve(name);
    }

    private static SavedSplit split(Path file) {
        CaptureKey key = CaptureKey.parse(file);
        return SavedSplit.of(SavedSplit.arrays(file), key == null ? TRAIN : key, null);
    }

    private RunFolders measure(Loss loss, SavedSplit... splits) throws IOException {
        RunFolders folders = new RunFolders(home, "measured");
        new MeasurementRun(MeasurementInput.of(List.of(splits)), loss, false, folders, new Quiet()).execute(true);
        return folders;
    }

    private List<CSVRecord> rows(RunFolders folders) throws IOException {
        return TinyRun.rows(folders.export().resolve("metrics.csv"));
    }

    private static void assertValues(CSVRecord row, String expected, double tolerance) {
        List<String> words = List.of(expected.split("\\s+"));
        for (int i = 0; i < words.size(); i += 2) {
            double value = Double.parseDouble(words.get(i + 1));
            assertThat(Double.parseDouble(row.get(words.get(i))))
                    .as(words.get(i))
                    .isCloseTo(value, within(tolerance * Math.abs(value)));
        }
    }

    @Test
    void numpyFilesGiveDocumentedNumbers() throws IOException {
        CSVRecord row = rows(measure(Loss.MSE, split(numpy("reference.npz")))).get(0);
        assertValues(row, REFERENCE, 1e-11);
        assertThat(List.of(row.get("epoch"), row.get("layer"), row.get("split"), row.get("terminal_phase")))
                .containsExactly("0", "penultimate", "train", "0");
        assertThat(NOT_TOLD).allSatisfy(column -> assertThat(row.get(column)).isEmpty());
    }

    @Test
    void compressedFileWithBiasGivesDocumentedNumbers() throws IOException {
        assertValues(rows(measure(Loss.MSE, split(numpy("reference-bias.npz")))).get(0), WITH_BIAS, 1e-11);
    }

    @Test
    void crossEntropyFillsLossAndLeavesMseColumnsEmpty() throws IOException {
        CSVRecord row = rows(measure(Loss.CROSS_ENTROPY, split(numpy("reference-bias.npz"))))
                .get(0);
        assertValues(row, "head_bias_residual 3.29338586342 loss 1.59085274674", 1e-11);
        assertThat(List.of(row.get("mse_nc1"), row.get("mse_nc23"), row.get("mse_perp")))
                .containsOnly("");
    }

    @Test
    void measuresSeparateFilesInHalfPrecision() throws IOException {
        Path labels = numpy("labels.npy");
        NumpyArrays whole = SavedSplit.arrays(numpy("reference.npy")).with("labels", labels);
        CSVRecord row =
                rows(measure(Loss.MSE, SavedSplit.of(whole, TRAIN, null))).get(0);
        assertValues(row, "nc1 .0360324188891 vci .0243767820327 nc2_of .530524807355", 1e-11);
        assertThat(List.of(row.get("loss"), row.get("nc3_etf"), row.get("error"), row.get("terminal_phase")))
                .containsOnly("");
        NumpyArrays half = SavedSplit.arrays(numpy("half.npy")).with("labels", labels);
        assertValues(
                rows(measure(Loss.MSE, SavedSplit.of(half, TRAIN, null))).get(0),
                "nc1 .0360324188891 nc2_of .530524807355",
                2e-3);
    }

    /** Every saved epoch, layer and split, all in one measurement. */
    @Test
    void savedFeaturesOfRunGiveItsRows() throws IOException {
        List<SavedSplit> splits = new ArrayList<>();
        try (Stream<Path> files = Files.list(kept(""))) {
            files.sorted().forEach(file -> splits.add(split(file)));
        }
        assertThat(splits).hasSize(8);
        RunFolders folders = measure(Loss.MSE, splits.toArray(SavedSplit[]::new));
        List<CSVRecord> measured = rows(folders);
        assertThat(measured).hasSize(8);
        for (CSVRecord row : measured) {
            assertSame(row, NOT_TOLD);
        }
        assertThat(Manifest.read(folders.manifest()).progress().zeroErrorEpoch())
                .hasValue(splits.get(0).key().epoch());
        Map<String, String> own = RunOutputs.contents(run.resolve("notebooks-export/tiny"));
        for (String table : List.of("gram.csv", "logits.csv", "spectra.csv")) {
            assertThat(own.get(table).lines().toList())
                    .as(table)
                    .containsAll(Files.readAllLines(folders.export().resolve(table)));
        }
    }

    @Test
    void testSplitAloneLacksMetricsOfTrainingSplit() throws IOException {
        try (Stream<Path> files = Files.list(kept(""))) {
            Path last = files.filter(file -> file.toString().endsWith("penultimate-test.npz"))
                    .max(Path::compareTo)
                    .orElseThrow();
            CSVRecord row = rows(measure(Loss.MSE, split(last))).get(0);
            assertSame(row, Set.of("learning_rate", "objective", "nc5_ood", "nc4_mismatch"));
            assertThat(row.get("nc4_mismatch")).isEmpty();
        }
    }

    /** No text may take the error of the test split for the training error. */
    @Test
    void testSplitAloneHasNoTrainingError() throws IOException {
        CaptureKey test = TRAIN.withSplit(Split.TEST);
        RunFolders folders = measure(Loss.MSE, SavedSplit.of(SavedSplit.arrays(numpy("reference.npz")), test, null));
        assertThat(rows(folders).get(0).get("error")).isNotEmpty();
        assertThat(Files.readString(folders.export().resolve("report.html")))
                .contains("The training error was not measured. The run ended at ", " with a test error of ")
                .doesNotContain("The training error has not reached zero");
        RunExporter.export(folders, warning -> {});
        assertThat(Files.readString(folders.export().resolve("tables/metrics.tex")))
                .contains("the training error was not measured");
    }

    /** Relative 1e-9; the columns that are undefined are empty. */
    private static void assertSame(CSVRecord row, Set<String> undefinedColumns) throws IOException {
        CSVRecord truth = TinyRun.rows(run.resolve("notebooks-export/tiny/metrics.csv")).stream()
                .filter(candidate -> Stream.of("epoch", "layer", "split")
                        .allMatch(key -> candidate.get(key).equals(row.get(key))))
                .findFirst()
                .orElseThrow();
        for (MetricColumn column : MetricColumn.values()) {
            String name = column.columnName();
            if (undefinedColumns.contains(name) || truth.get(name).isEmpty()) {
                assertThat(row.get(name)).as(name).isEmpty();
            } else {
                double value = Double.parseDouble(truth.get(name));
                assertThat(Double.parseDouble(row.get(name))).as(name).isCloseTo(value, within(1e-9 * Math.abs(value)));
            }
        }
    }

    @Test
    void resultsHaveFilesAndManifestOfRun() throws IOException {
        RunFolders folders = measure(Loss.MSE, split(numpy("reference.npz")));
        assertThat(folders.export().toFile().list())
                .containsExactlyInAnyOrder(
                        "manifest.json",
                        "metrics.csv",
                        "epochs.csv",
                        "gram.csv",
                        "logits.csv",
                        "spectra.csv",
                        "figures",
                        "report.html");
        MeasurementManifest manifest = (MeasurementManifest) Manifest.read(folders.manifest());
        assertThat(manifest.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(manifest.header().parameters()).isEqualTo(48);
        assertThat(manifest.features().splits())
                .containsExactly(new FeatureProvenance.SplitFeatures(
                        0, "penultimate", Split.TRAIN, 27, 12, "<f8", true, false, 0.01));
        FeatureProvenance.File file = manifest.features().files().get(0);
        assertThat(file.bytes()).isEqualTo(Files.size(given.resolve("reference.npz")));
        assertThat(file.sha256()).hasSize(64);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> ResumeRequest.read(folders, List.of()))
                .withMessageContaining("ncollapse measure");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> RunFitter.refit(folders, said -> {}))
                .withMessageContaining("this is a measurement of saved features");
    }

    @Test
    void rejectsUsedNameAndInputInsideResults() throws IOException {
        RunFolders folders = measure(Loss.MSE, split(numpy("reference.npz")));
        Map<String, String> before = RunOutputs.contents(home);
        MeasurementInput set = MeasurementInput.of(List.of(split(given.resolve("reference.npz"))));
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> new MeasurementRun(set, Loss.MSE, false, folders, new Quiet()).execute(false))
                .withMessageContaining("--overwrite")
                .withMessageContaining("--name");
        RunFolders own = new RunFolders(run, "tiny");
        Path file;
        try (Stream<Path> files = Files.list(kept(""))) {
            file = files.findFirst().orElseThrow();
        }
        MeasurementInput kept = MeasurementInput.of(List.of(split(file)));
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> new MeasurementRun(kept, Loss.MSE, false, own, new Quiet()).execute(true))
                .withMessageContaining("is in the results");
        assertThat(own.model()).exists();
        assertThat(RunOutputs.contents(home)).isEqualTo(before);
    }

    /** The manifest says that it is running, no process has the lock, and a table ends within a row. */
    @Test
    void killedMeasurementIsRepeatedByTheSameCommand() throws IOException {
        RunFolders folders = measure(Loss.MSE, split(numpy("reference.npz")));
        Path metrics = folders.export().resolve("metrics.csv");
        byte[] complete = Files.readAllBytes(metrics);
        Files.write(metrics, Arrays.copyOf(complete, complete.length - 9));
        Manifest.read(folders.manifest())
                .withEnd(RunStatus.RUNNING, null, RunProgress.NONE)
                .write(folders.manifest());
        assertThat(RunSummary.read(folders).nextCommand()).contains("ncollapse measure");
        MeasurementInput set = MeasurementInput.of(List.of(split(given.resolve("reference.npz"))));

        new MeasurementRun(set, Loss.MSE, false, folders, new Quiet()).execute(false);

        assertThat(Files.readAllBytes(metrics)).isEqualTo(complete);
        assertThat(Manifest.read(folders.manifest()).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void rejectsNanBeforeAnythingIsWritten() throws IOException {
        double[] features = new double[40_000 * 12];
        Arrays.setAll(features, i -> i % 7);
        features[33_333 * 12 + 5] = Double.NaN;
        Path file = given.resolve("nan.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("features", features, 40_000, 12);
            npz.write("labels", IntStream.range(0, 40_000).map(i -> i % 2).toArray(), 40_000);
            npz.commit();
        }
        SavedSplit split = split(file);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> measure(Loss.MSE, split))
                .withMessageContaining("NaN at row 33333, column 5")
                .withMessageContaining("isfinite");
        assertThat(home.toFile().list()).containsExactly("given");
    }

    /** Labels that start at 1 and skip numbers, and ignored samples: the values are those of the renumbered classes. */
    @Test
    void measuresClassesThatArePresent() throws IOException {
        double[] features = {1, 2, 9, 9, 3, 4, 5, 6, 7, 9, 2, 2};
        Path renumbered = given.resolve("renumbered.npz");
        try (NpzWriter npz = new NpzWriter(renumbered)) {
            npz.write("features", new double[] {1, 2, 3, 4, 5, 6, 7, 9, 2, 2}, 5, 2);
            npz.write("labels", new int[] {0, 0, 1, 1, 2}, 5);
            npz.write("weights", new double[] {1, 0, 0, 1, 1, -1}, 3, 2);
            npz.commit();
        }
        Path file = given.resolve("gaps.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("features", features, 6, 2);
            npz.write("labels", new int[] {1, -100, 1, 2, 2, 4}, 6);
            npz.write("weights", new double[] {1, 0, 0, 1, -5, -5, 1, -1}, 4, 2);
            npz.commit();
        }
        String expected = Files.readString(
                measure(Loss.CROSS_ENTROPY, split(renumbered)).export().resolve("spectra.csv"));
        CSVRecord plain = rows(new RunFolders(home, "measured")).get(0);
        List<String> warned = new ArrayList<>();
        RunFolders folders = new RunFolders(home, "gaps");
        new MeasurementRun(MeasurementInput.of(List.of(split(file))), Loss.CROSS_ENTROPY, false, folders, new Quiet() {
                    @Override
                    public void warn(String message) {
                        warned.add(message);
                    }
                })
                .execute(false);
        assertThat(warned)
                .singleElement()
                .asString()
                .contains(
                        "measured over the 3 classes that have samples",
                        "labels 1, 2, 4 are the classes 0 to 2 in this order",
                        "label 1 is the first row of the weights",
                        "1 sample with a negative label (down to -100) are left out",
                        "1 of the 4 rows of the weights have no samples");
        CSVRecord row = rows(folders).get(0);
        for (MetricColumn column : MetricColumn.values()) {
            if (column != MetricColumn.LOSS) {
                assertThat(row.get(column.columnName()))
                        .as(column.columnName())
                        .isEqualTo(plain.get(column.columnName()));
            }
        }
        assertThat(Files.readString(folders.export().resolve("spectra.csv"))).isEqualTo(expected);
        // The cross-entropy is that of all four rows.
        double[][] logits = {{1, 2, -15, -1}, {3, 4, -35, -1}, {5, 6, -55, -1}, {7, 9, -80, -2}, {2, 2, -20, 0}};
        int[] rowOfLabel = {0, 0, 1, 1, 3};
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += Math.log(Arrays.stream(logits[i]).map(Math::exp).sum()) - logits[i][rowOfLabel[i]];
        }
        assertThat(Double.parseDouble(row.get("loss"))).isCloseTo(sum / 5, within(1e-14));
        MeasurementManifest manifest = (MeasurementManifest) Manifest.read(folders.manifest());
        assertThat(manifest.header().warnings()).isEqualTo(warned);
        assertThat(manifest.features().labels()).containsExactly(1, 2, 4);
    }

    /** Class 2 has no sample in the test split; both rows are about the other classes. */
    @Test
    void measuresClassesOfAllFiles() throws IOException {
        CaptureKey test = TRAIN.withSplit(Split.TEST);
        Path train = given.resolve("train.npz");
        Path other = given.resolve("test.npz");
        try (NpzWriter npz = new NpzWriter(train)) {
            npz.write("features", new double[] {1, 2, 3, 4, 5, 6, 7, 9, 2, 2}, 5, 2);
            npz.write("labels", new int[] {0, 0, 1, 1, 2}, 5);
            npz.commit();
        }
        try (NpzWriter npz = new NpzWriter(other)) {
            npz.write("features", new double[] {1, 2, 3, 4, 5, 5}, 3, 2);
            npz.write("labels", new int[] {0, 1, 1}, 3);
            npz.commit();
        }
        MeasurementInput input =
                MeasurementInput.of(List.of(split(train), SavedSplit.of(SavedSplit.arrays(other), test, null)));
        assertThat(input.labels()).containsExactly(0, 1);
        assertThat(input.splits()).extracting(split -> split.features().rows()).containsExactly(4, 3);
        assertThat(input.warnings())
                .singleElement()
                .asString()
                .contains("1 sample of 1 class that some file does not have (label 2) are left out");
    }

    /** With w·h + b = z, the cross-entropy is log(1 + e^(∓z)), and the sign decides. */
    @Test
    void headOfOneRowDecidesBySign() throws IOException {
        Path file = given.resolve("binary.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("features", new double[] {1, 2, 3, 4, -5, -6, -7, 9}, 4, 2);
            npz.write("labels", new int[] {1, 1, -1, -1}, 4);
            npz.write("weights", new double[] {1, .5}, 1, 2);
            npz.write("bias", new double[] {.25}, 1);
            npz.commit();
        }
        SavedSplit split = split(file);
        CSVRecord row = rows(measure(Loss.CROSS_ENTROPY, split)).get(0);
        double[] z = {2.25, 5.25, -7.75, -2.25};
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            sum += Math.log1p(Math.exp(i < 2 ? -z[i] : z[i]));
        }
        assertThat(Double.parseDouble(row.get("loss"))).isCloseTo(sum / 4, within(1e-15));
        assertThat(row.get("error")).isEqualTo("0.0");
        assertThat(MeasurementInput.of(List.of(split)).warnings())
                .singleElement()
                .asString()
                .contains("labels -1 and 1 are the classes 0 and 1", "the two rows -w/2 and w/2");
    }

    private static class Quiet implements MeasurementListener {
        @Override
        public void bytesRead(long bytes, long total) {
            assertThat(bytes).isLessThanOrEqualTo(total);
        }

        @Override
        public void warn(String message) {}
    }
}
