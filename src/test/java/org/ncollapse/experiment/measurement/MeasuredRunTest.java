package org.ncollapse.experiment.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.run.RunOutputs;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.spec.ObjectiveSpec.Loss;

/** Measures the features that a run has saved, and compares the tables with the run's rows. */
class MeasuredRunTest extends MeasurementFixture {

    @TempDir
    private static Path run;

    @BeforeAll
    static void tiny() throws IOException {
        TinyRun.run(run, "capture.saveFeatures=[last, zeroError]");
    }

    private static Path kept(String name) {
        return run.resolve("notebooks-export/tiny/features").resolve(name);
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
            assertSame(row, UNKNOWN);
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
    void rejectsInputInsideResults() throws IOException {
        Map<String, String> before = RunOutputs.contents(run);
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
        assertThat(RunOutputs.contents(run)).isEqualTo(before);
    }
}
