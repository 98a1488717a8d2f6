package org.ncollapse.experiment.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.RunListener;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.MetricColumn;

/** The page of a run contains the numbers of the run's tables. */
class RunReportTest {

    @TempDir
    private static Path home;

    private static Path folder;
    private static JsonNode run;

    @BeforeAll
    static void run() throws IOException {
        TinyRun.run(
                home,
                "training.epochs=200",
                "training.epochsPastZeroError=null",
                "capture.epochs.first=200",
                "capture.saveFeatures=[]");
        folder = home.resolve("notebooks-export/tiny");
        run = data(folder.resolve("report.html")).at("/runs/0");
    }

    /** Returns the data that the page's script reads. */
    private static JsonNode data(Path page) throws IOException {
        String text = Files.readString(page);
        String begin = "<script id=\"data\" type=\"application/json\">";
        int from = text.indexOf(begin) + begin.length();
        return new JsonMapper().readTree(text.substring(from, text.indexOf("</script>", from)));
    }

    private static void assertCell(JsonNode held, String cell, String where) {
        if (cell.isEmpty()) {
            assertThat(held.isNull() || held.isMissingNode()).as(where).isTrue();
        } else {
            assertThat(held.asDouble()).as(where).isEqualTo(Double.parseDouble(cell));
        }
    }

    @Test
    void curvesHaveAllDigitsOfTables() throws IOException {
        List<CSVRecord> rows = TinyRun.rows(folder.resolve("metrics.csv"));
        assertThat(rows).hasSize(4 * 201);
        for (CSVRecord row : rows) {
            JsonNode curve = null;
            for (JsonNode candidate : run.get("curves")) {
                if (candidate.get("layer").asText().equals(row.get("layer"))
                        && candidate.get("split").asText().equals(row.get("split"))) {
                    curve = candidate;
                }
            }
            int at = Integer.parseInt(row.get("epoch"));
            assertThat(curve.at("/epochs/" + at).asInt()).isEqualTo(at);
            for (MetricColumn column : MetricColumn.values()) {
                assertCell(
                        curve.at("/values/" + column.ordinal() + "/" + at),
                        row.get(column.columnName()),
                        row + " " + column);
            }
        }
        List<CSVRecord> epochs = TinyRun.rows(folder.resolve("epochs.csv"));
        for (int i = 0; i < epochs.size(); i++) {
            assertCell(run.at("/trainingMeans/loss/" + i), epochs.get(i).get("loss"), "loss " + i);
            assertCell(run.at("/trainingMeans/error/" + i), epochs.get(i).get("error"), "error " + i);
            assertCell(
                    run.at("/trainingMeans/learningRate/" + i),
                    epochs.get(i).get("learning_rate"),
                    "learning rate " + i);
        }
        int zero = rows.stream()
                .filter(row -> row.get("terminal_phase").equals("1"))
                .mapToInt(row -> Integer.parseInt(row.get("epoch")))
                .min()
                .orElseThrow();
        assertThat(run.get("zeroErrorEpoch").asInt()).isEqualTo(zero);
        assertThat(run.at("/summary/0").asText())
                .startsWith("The training error is zero for the first time at epoch " + zero)
                .contains("The run ended at epoch 200");
    }

    @Test
    void matricesHaveSixDigitsOfTables() throws IOException {
        List<CSVRecord> rows = TinyRun.rows(folder.resolve("gram.csv")).stream()
                .filter(row -> row.get("layer").equals("previous")
                        && row.get("split").equals("test")
                        && row.get("epoch").equals("200"))
                .toList();
        JsonNode matrix = null;
        for (JsonNode candidate : run.get("matrices")) {
            if (candidate.get("matrix").asText().equals("class_mean_gram")
                    && candidate.get("layer").asText().equals("previous")
                    && candidate.get("split").asText().equals("test")) {
                matrix = candidate;
            }
        }
        assertThat(rows).hasSize(100);
        JsonNode last = matrix.get("values").get(matrix.get("values").size() - 1);
        assertThat(last).hasSize(55);
        int next = 0;
        for (int i = 0; i < 10; i++) {
            for (int j = i; j < 10; j++) {
                double value = Double.parseDouble(rows.get(10 * i + j).get("value"));
                assertThat(last.get(next++).asDouble()).isCloseTo(value, within(5e-6 * Math.abs(value)));
            }
        }
    }

    @Test
    void pageOfTwoHundredCapturesIsBelowThreeMegabytes() throws IOException {
        assertThat(Files.size(folder.resolve("report.html"))).isLessThan(3_000_000);
    }

    @Test
    void textOfRunIsEscaped() throws IOException {
        String evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)> & \u2028";
        TinyRun.run(home.resolve("evil"), "training.epochs=1", "notes=\"" + evil.replace("\u2028", "\\u2028") + "\"");
        Path page = home.resolve("evil/notebooks-export/tiny/report.html");
        assertThat(Files.readString(page)).doesNotContain("<script>alert", "<img src=x", "\u2028");
        assertThat(data(page).at("/runs/0/notes").asText()).isEqualTo(evil);
    }

    @Test
    void partialRowIsIgnored() throws IOException {
        Path cut = home.resolve("cut");
        RunListener dying = new TinyRun.Quiet() {
            @Override
            public void stepEnded(int epoch, int step, int steps) {
                if (epoch == 4) {
                    throw new IllegalStateException("as good as dead");
                }
            }
        };
        try {
            TinyRun.run(cut, false, dying, "training.epochs=6", "capture.epochs.first=6");
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("as good as dead");
        }
        for (String table : List.of("metrics", "epochs", "gram", "logits")) {
            Files.writeString(
                    cut.resolve("notebooks-export/tiny/" + table + ".csv"),
                    "4,penultimate,tr",
                    StandardOpenOption.APPEND);
        }
        JsonNode page =
                data(RunReport.write(cut, List.of("tiny"), warning -> {})).at("/runs/0");
        assertThat(page.at("/curves/0/epochs")).hasSize(4);
        assertThat(page.get("lastEpoch").asInt()).isEqualTo(3);
        assertThat(page.at("/summary/0").asText()).contains("The run is 'failed' at epoch 3");
    }

    @Test
    void rejectsMissingRunWithoutWriting() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> RunReport.write(home, List.of("tiny", "absent"), warning -> {}))
                .withMessageContaining("absent");
        assertThat(home.resolve("notebooks-export/report-tiny+absent.html")).doesNotExist();
    }
}
