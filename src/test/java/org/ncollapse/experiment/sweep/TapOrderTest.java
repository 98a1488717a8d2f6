package org.ncollapse.experiment.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.results.RunComparison;
import org.ncollapse.experiment.results.RunReport;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.report.TextTable;
import org.ncollapse.spec.Sweep;

/**
 * The order of {@code capture.taps} changes the order of rows in {@code metrics.csv} and nothing else: every summary is
 * about the head's input layer.
 */
class TapOrderTest {

    private static final List<String> ORDERS = List.of("[penultimate, previous]", "[previous, penultimate]");

    @TempDir
    private static Path temporary;

    private static final List<RunFolders> RUNS = new ArrayList<>();
    private static final List<RunFolders> SWEEPS = new ArrayList<>();

    @BeforeAll
    static void runBothOrders() throws IOException {
        for (String taps : ORDERS) {
            Path home = temporary.resolve(taps.startsWith("[pen") ? "penultimate-first" : "previous-first");
            Sweep sweep = TinySweep.read("""
                    name: taps
                    experiment: base.yaml
                    set: {training.epochs: 60, network.batchNorm: true, capture.taps: %s}
                    grid: {optimizer.learningRate: [0.05]}
                    """.formatted(taps));
            SWEEPS.add(TinySweep.runAll(home, sweep));
            RUNS.add(new RunFolders(home, sweep.runs().get(0).name()));
            SweepCollection.write(SWEEPS.get(SWEEPS.size() - 1), (runs, all) -> {});
            RunReport.write(home, List.of(RUNS.get(RUNS.size() - 1).name()), warning -> {});
        }
    }

    @Test
    void runsDifferOnlyInOrderOfRows() throws IOException {
        List<CSVRecord> first = TinyRun.rows(RUNS.get(0).export().resolve("metrics.csv"));
        List<CSVRecord> second = TinyRun.rows(RUNS.get(1).export().resolve("metrics.csv"));

        assertThat(first.get(0).get("layer")).isEqualTo("penultimate");
        assertThat(second.get(0).get("layer")).isEqualTo("previous");
        assertThat(second.stream().map(CSVRecord::toList))
                .containsExactlyInAnyOrderElementsOf(
                        first.stream().map(CSVRecord::toList).toList());
    }

    @Test
    void statusShowsHeadInputLayer() throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        for (RunFolders run : RUNS) {
            Map<String, String> row = row(RunComparison.statusTable(List.of(RunSummary.read(run))), 0);
            row.keySet().removeAll(List.of("hours", "started"));
            rows.add(row);
        }

        assertThat(Double.parseDouble(rows.get(0).get("nc1")))
                .isCloseTo(lastOfHead("train", "nc1"), withinPercentage(0.5));
        assertThat(Double.parseDouble(rows.get(0).get("test_error")))
                .isCloseTo(lastOfHead("test", "error"), withinPercentage(0.5));
        assertThat(rows.get(0).get("zero_error_epoch")).isNotEmpty();
        assertThat(rows.get(1)).isEqualTo(rows.get(0));
    }

    @Test
    void compareShowsHeadInputLayer() throws IOException {
        List<List<Map<String, String>>> tables = new ArrayList<>();
        for (RunFolders run : RUNS) {
            TextTable table = RunComparison.fullTable(List.of(RunSummary.read(run)));
            tables.add(List.of(row(table, 0), row(table, 1)));
        }

        assertThat(tables.get(0).get(0).get("nc1")).isEqualTo(Double.toString(lastOfHead("train", "nc1")));
        assertThat(tables.get(0).get(1).get("error")).isEqualTo(Double.toString(lastOfHead("test", "error")));
        assertThat(tables.get(1)).isEqualTo(tables.get(0));
    }

    @Test
    void pageSummaryShowsHeadInputLayer() throws IOException {
        JsonNode first = pageData(RUNS.get(0)).at("/runs/0");
        JsonNode second = pageData(RUNS.get(1)).at("/runs/0");

        assertThat(first.get("summary").toString()).contains("NC1", "NC3", "zero for the first time at epoch");
        assertThat(second.get("summary")).isEqualTo(first.get("summary"));
        assertThat(first.get("headLayer").asText()).isEqualTo("penultimate");
        assertThat(second.get("headLayer")).isEqualTo(first.get("headLayer"));
        assertThat(second.get("zeroErrorEpoch")).isEqualTo(first.get("zeroErrorEpoch"));
    }

    @Test
    void sweepCollectShowsHeadInputLayer() throws IOException {
        List<Map<String, String>> first = sortedRows(SWEEPS.get(0).export().resolve("runs.csv"));
        assertThat(first).anySatisfy(row -> {
            assertThat(row).containsEntry("layer", "penultimate").containsEntry("split", "train");
            assertThat(row.get("c_balance")).isNotEmpty();
            assertThat(Double.parseDouble(row.get("nc1"))).isEqualTo(lastOfHead("train", "nc1"));
        });
        for (String table : List.of("runs.csv", "means.csv")) {
            assertThat(sortedRows(SWEEPS.get(1).export().resolve(table)))
                    .isEqualTo(sortedRows(SWEEPS.get(0).export().resolve(table)));
        }
        JsonNode page = pageData(SWEEPS.get(0));
        for (String part : List.of("configurations", "points", "runs")) {
            assertThat(pageData(SWEEPS.get(1)).get(part)).as(part).isEqualTo(page.get(part));
        }
    }

    /** Reads the table of the first run, without the code under test. */
    private static double lastOfHead(String split, String column) throws IOException {
        return TinyRun.rows(RUNS.get(0).export().resolve("metrics.csv")).stream()
                .filter(row -> row.get("layer").equals("penultimate")
                        && row.get("split").equals(split))
                .mapToDouble(row -> Double.parseDouble(row.get(column)))
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    private static Map<String, String> row(TextTable table, int index) {
        Map<String, String> row = new TreeMap<>();
        for (int i = 0; i < table.columns().size(); i++) {
            row.put(table.columns().get(i), table.rows().get(index).get(i));
        }
        return row;
    }

    private static List<Map<String, String>> sortedRows(Path csv) throws IOException {
        return TinyRun.rows(csv).stream()
                .<Map<String, String>>map(row -> new TreeMap<>(row.toMap()))
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
    }

    private static JsonNode pageData(RunFolders folders) throws IOException {
        String page = Files.readString(folders.report());
        String begin = "<script id=\"data\" type=\"application/json\">";
        int from = page.indexOf(begin) + begin.length();
        return new JsonMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
    }
}
