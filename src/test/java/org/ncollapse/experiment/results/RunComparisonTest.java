package org.ncollapse.experiment.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.TextTable;
import org.ncollapse.spec.RunStatus;

/** The tables of status and compare, checked against the runs' tables. */
class RunComparisonTest {

    @TempDir
    private static Path home;

    private static List<RunSummary> runs;

    @BeforeAll
    static void runThreeSeedsAndOneThatCrashes() throws IOException {
        for (int seed = 1; seed <= 3; seed++) {
            TinyRun.run(
                    home,
                    "name=seed-" + seed,
                    "seed=" + seed,
                    "training.epochs=3",
                    "ufm=[]",
                    "capture.saveFeatures=[]");
        }
        TinyRun.run(home, "training.epochs=2", "ufm=[]", "capture.saveFeatures=[]");
        RunFolders died = new RunFolders(home, "tiny");
        Files.writeString(
                died.manifest(),
                Files.readString(died.manifest()).replace("\"status\" : \"finished\"", "\"status\" : \"running\""));
        Files.createDirectories(home.resolve("notebooks-export/broken"));
        Files.writeString(home.resolve("notebooks-export/broken/manifest.json"), "{");
        runs = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            runs.add(RunSummary.read(new RunFolders(home, "seed-" + seed)));
        }
    }

    private static double last(int seed, String split, String column) throws IOException {
        return TinyRun.rows(home.resolve("notebooks-export/seed-" + seed + "/metrics.csv")).stream()
                .filter(row -> row.get("epoch").equals("3")
                        && row.get("layer").equals("penultimate")
                        && row.get("split").equals(split))
                .mapToDouble(row -> Double.parseDouble(row.get(column)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void statusShowsAllRunsAndCrashedOnes() throws IOException {
        List<String> warnings = new ArrayList<>();
        List<RunSummary> all = RunSummary.readAll(home, warnings::add);
        assertThat(all).extracting(RunSummary::name).containsExactly("seed-1", "seed-2", "seed-3", "tiny");
        assertThat(all)
                .extracting(RunSummary::status)
                .containsExactly(RunStatus.FINISHED, RunStatus.FINISHED, RunStatus.FINISHED, RunStatus.CRASHED);
        assertThat(all)
                .extracting(RunSummary::nextCommand)
                .containsExactly(
                        "ncollapse report seed-1",
                        "ncollapse report seed-2",
                        "ncollapse report seed-3",
                        "ncollapse resume tiny");
        assertThat(warnings).hasSize(1).first().asString().contains("broken/manifest.json");
        try (RunLock lock = RunLock.acquire(new RunFolders(home, "tiny"))) {
            assertThat(RunSummary.read(new RunFolders(home, "tiny")).status()).isEqualTo(RunStatus.RUNNING);
        }
        List<String> lines = RunComparison.statusTable(all).lines();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(4)).matches("tiny +crashed +2 +2 .*");
        assertThat(RunSummary.readAll(home.resolve("elsewhere"), warnings::add)).isEmpty();
    }

    @Test
    void comparisonShowsDifferingSettingsAndMetrics() throws IOException {
        TextTable sheet = RunComparison.comparisonTable(runs);
        assertThat(sheet.columns()).containsExactly("", "seed-1", "seed-2", "seed-3", "mean", "std");
        assertThat(sheet.rows())
                .extracting(row -> row.get(0))
                .containsExactly(
                        "status",
                        "seed",
                        "last_epoch",
                        "zero_error_epoch",
                        "nc1",
                        "nc2_etf",
                        "nc2_of",
                        "nc3_etf",
                        "nc3_of",
                        "nc4_mismatch",
                        "loss",
                        "error",
                        "test_error");
        assertThat(sheet.rows().get(1)).startsWith("seed", "1", "2", "3");
        double[] values = {last(1, "train", "nc1"), last(2, "train", "nc1"), last(3, "train", "nc1")};
        List<String> nc1 = sheet.rows().get(4);
        double mean = (values[0] + values[1] + values[2]) / 3;
        double deviation = Math.sqrt(((values[0] - mean) * (values[0] - mean)
                        + (values[1] - mean) * (values[1] - mean)
                        + (values[2] - mean) * (values[2] - mean))
                / 2);
        for (int i = 0; i < 3; i++) {
            assertThat(Double.parseDouble(nc1.get(1 + i))).isCloseTo(values[i], within(5e-3 * values[i]));
        }
        assertThat(Double.parseDouble(nc1.get(4))).isCloseTo(mean, within(5e-3 * mean));
        assertThat(Double.parseDouble(nc1.get(5))).isCloseTo(deviation, within(5e-3 * deviation));
    }

    @Test
    void csvComparisonHasAllMetricsWithAllDigits() throws IOException {
        List<CSVRecord> rows = CSVParser.parse(
                        RunComparison.fullTable(runs).csv(),
                        CSVFormat.DEFAULT
                                .builder()
                                .setHeader()
                                .setSkipHeaderRecord(true)
                                .get())
                .getRecords();
        assertThat(rows).hasSize(6);
        for (CSVRecord row : rows) {
            for (MetricColumn column :
                    List.of(MetricColumn.NC1, MetricColumn.NC3_OF, MetricColumn.COSINE_MARGIN_P5, MetricColumn.ERROR)) {
                assertThat(Double.parseDouble(row.get(column.columnName())))
                        .isEqualTo(last(Integer.parseInt(row.get("seed")), row.get("split"), column.columnName()));
            }
        }
        assertThat(rows.get(1).get("objective"))
                .as("not defined on the test split")
                .isEmpty();
    }

    @Test
    void rejectsMissingRun() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> RunSummary.read(new RunFolders(home, "absent")))
                .withMessageContaining("does not exist");
    }
}
