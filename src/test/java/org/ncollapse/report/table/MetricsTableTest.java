package org.ncollapse.report.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.report.table.MetricsTable.Series;
import org.ncollapse.spec.Split;

class MetricsTableTest {

    private static final String TERMINAL = MetricColumn.TERMINAL_PHASE.columnName();
    private static final String HEADER = "epoch,layer,split,nc1,loss,error," + TERMINAL;
    /** The rows of a network whose head reads `penultimate`; zero training error from epoch 2 on. */
    private static final List<String> ROWS = List.of(
            "0,penultimate,train,8,1.0,0.5,0",
            "0,penultimate,test,9,1.1,0.6,0",
            "0,previous,train,80,,,0",
            "0,previous,test,90,,,0",
            "2,penultimate,train,4,0.5,0,1",
            "2,penultimate,test,5,0.6,0.1,1",
            "2,previous,train,40,,,1",
            "2,previous,test,50,,,1",
            "5,penultimate,train,2,0.2,0,1",
            "5,penultimate,test,3,0.3,0.2,1",
            "5,previous,train,20,,,1",
            "5,previous,test,30,,,1");

    @TempDir
    private Path folder;

    @Test
    void orderOfRowsWithinAnEpochChangesNoSummary() throws IOException {
        List<String> previousFirst = ROWS.stream()
                .sorted(Comparator.comparing((String row) -> row.substring(0, 1))
                        .thenComparing(row -> row.contains("penultimate")))
                .toList();
        for (List<String> rows : List.of(ROWS, previousFirst)) {
            MetricsTable table = MetricsTable.read(written(rows));

            assertThat(table.headLayer()).contains("penultimate");
            assertThat(table.zeroErrorEpoch()).hasValue(2);
            assertThat(table.lastEpoch()).hasValue(5);
            LastMetrics last = LastMetrics.of(table);
            assertThat(last.value(Split.TRAIN, MetricColumn.NC1)).isEqualTo(2);
            assertThat(last.value(Split.TEST, MetricColumn.NC1)).isEqualTo(3);
            assertThat(last.value(Split.TEST, MetricColumn.ERROR)).isEqualTo(0.2);
            assertThat(last.rows()).hasSize(4).allMatch(row -> row.epoch() == 5);
            Series series = table.series("previous", Split.TRAIN);
            assertThat(series.epochs()).containsExactly(0, 2, 5);
            assertThat(series.values(MetricColumn.NC1)).containsExactly(80.0, 40.0, 20.0);
        }
    }

    @Test
    void allSeriesHaveTheTrainingSplitFirst() throws IOException {
        MetricsTable table = MetricsTable.read(written(ROWS));

        assertThat(table.layers()).containsExactly("penultimate", "previous");
        assertThat(table.splits()).containsExactly(Split.TRAIN, Split.TEST);
        assertThat(table.allSeries().stream().map(series -> series.layer() + " " + series.split()))
                .containsExactly("penultimate train", "penultimate test", "previous train", "previous test");
    }

    @Test
    void headLayerIsTheOneWithALoss() throws IOException {
        assertThat(MetricsTable.read(written(List.of("0,block3,train,1,,,", "0,features,train,1,0.5,0.5,")))
                        .headLayer())
                .contains("features");
    }

    @Test
    void headLayerWithoutAnyLossIsPenultimateOrElseTheFirst() throws IOException {
        assertThat(MetricsTable.read(written(List.of("0,block3,train,1,,,", "0,penultimate,train,1,,,")))
                        .headLayer())
                .contains("penultimate");
        assertThat(MetricsTable.read(written(List.of("0,block3,train,1,,,", "0,block2,train,1,,,")))
                        .headLayer())
                .contains("block3");
    }

    @Test
    void zeroErrorEpochIsOfTheTrainingSplit() throws IOException {
        assertThat(MetricsTable.read(written(List.of("0,penultimate,train,1,1,0.5,0", "0,penultimate,test,1,1,0,")))
                        .zeroErrorEpoch())
                .isEmpty();
        assertThat(MetricsTable.read(written(List.of("0,penultimate,train,1,1,0,1")))
                        .zeroErrorEpoch())
                .as("epoch 0 is an epoch")
                .hasValue(0);
        assertThat(MetricsTable.read(written(List.of("3,penultimate,test,1,1,0,1")))
                        .zeroErrorEpoch())
                .as("only the test split was measured")
                .hasValue(3);
    }

    @Test
    void lastMetricsAreOfTheLastEpochWithTheHeadsTrainingRow() throws IOException {
        List<String> rows = new ArrayList<>(ROWS);
        rows.add("7,previous,train,10,,,1");

        LastMetrics last = LastMetrics.of(MetricsTable.read(written(rows)));

        assertThat(last.epoch()).hasValue(5);
        assertThat(last.rows()).hasSize(4);
    }

    @Test
    void testValuesOfAnEarlierEpochAreNotTheLast() throws IOException {
        List<String> rows = new ArrayList<>(ROWS);
        rows.add("7,penultimate,train,1,0.1,0,1");

        LastMetrics last = LastMetrics.of(MetricsTable.read(written(rows)));

        assertThat(last.epoch()).hasValue(7);
        assertThat(last.value(Split.TRAIN, MetricColumn.NC1)).isEqualTo(1);
        assertThat(last.value(Split.TEST, MetricColumn.NC1)).isNaN();
    }

    @Test
    void partialReadingLeavesOutALineWithoutItsEnd() throws IOException {
        written(ROWS);
        Path file = folder.resolve("metrics.csv");
        Files.writeString(file, Files.readString(file) + "7,penultimate,train,1,0.1");

        assertThat(MetricsTable.readPartial(folder).rows()).hasSize(ROWS.size());
        assertRejected("line 14");
    }

    @Test
    void partialReadingOfAMissingFileIsEmpty() {
        MetricsTable table = MetricsTable.readPartial(folder);

        assertThat(table.isEmpty()).isTrue();
        assertThat(table.headLayer()).isEmpty();
        assertThat(table.lastEpoch()).isEmpty();
        assertThat(table.zeroErrorEpoch()).isEmpty();
        assertThat(LastMetrics.of(table).value(Split.TRAIN, MetricColumn.NC1)).isNaN();
        assertRejected("metrics.csv is not there; a run writes it");
    }

    @Test
    void columnsAreFoundByNameInAnyOrder() throws IOException {
        Files.write(
                folder.resolve("metrics.csv"),
                MetricsCsv.completed(List.of(
                        TERMINAL + ",error,split,layer,epoch,nc1,nc2_of,loss", "1,0.25,test,penultimate,7,1e-3,0.2,")));

        Row row = MetricsTable.read(folder).rows().get(0);

        assertThat(row.epoch()).isEqualTo(7);
        assertThat(row.split()).isEqualTo(Split.TEST);
        assertThat(row.value(MetricColumn.NC1)).isEqualTo(1e-3);
        assertThat(row.value(MetricColumn.NC2_OF)).isEqualTo(0.2);
        assertThat(row.value(MetricColumn.ERROR)).isEqualTo(0.25);
        assertThat(row.value(MetricColumn.TERMINAL_PHASE)).isEqualTo(1);
        assertThat(row.value(MetricColumn.LOSS)).isNaN();
    }

    @Test
    void positiveValuesAreFiniteAndAboveZero() throws IOException {
        Series series = MetricsTable.read(written(List.of(
                        "0,a,train,0,,,",
                        "1,a,train,2,,,",
                        "2,a,train,-1,,,",
                        "3,a,train,Infinity,,,",
                        "4,a,train,,,,")))
                .series("a", Split.TRAIN);

        assertThat(series.positive(MetricColumn.NC1)).containsExactly(2.0);
        assertThat(series.hasPositive(MetricColumn.LOSS)).isFalse();
        assertThat(series.isDefined(MetricColumn.NC1)).isTrue();
        assertThat(series.isDefined(MetricColumn.LOSS)).isFalse();
    }

    @Test
    void rejectsDuplicateRow() throws IOException {
        List<String> rows = new ArrayList<>(ROWS);
        rows.add(ROWS.get(11));
        written(rows);

        assertRejected(
                "line 14, column 'layer': found 'previous', expected each layer at most once per epoch and split");
    }

    @Test
    void rejectsWhatNoWriterWrites() throws IOException {
        for (String nc1 : List.of("0x1p3", "5d", "1f", " 1", "1 ", "+1", "NaN", "\u0663", "1_0", "1,5")) {
            written(List.of("0,a,train,1,,,0", "1,a,train," + nc1 + ",,,0"));
            assertRejected("metrics.csv, line 3");
        }
        for (String epoch : List.of("+1", "01", "1.0", "\u0661", " 1", "2147483648")) {
            written(List.of(epoch + ",a,train,1,,,0"));
            assertRejected("metrics.csv, line 2, column 'epoch': found '" + epoch + "', expected");
        }
        written(List.of("0,a,train,1,,,0,"));
        assertRejected("metrics.csv, line 2: has");

        List<String> reversed = new ArrayList<>(ROWS);
        Collections.reverse(reversed);
        written(reversed);
        assertRejected("metrics.csv, line 6, column 'epoch': found '2', expected epoch 5 or a later one");

        Files.write(
                folder.resolve("metrics.csv"), MetricsCsv.completed(List.of(HEADER + ",mine", "0,a,train,1,,,0,7")));
        assertRejected("metrics.csv, line 1: column 'mine' is not one of epoch, layer");
    }

    /** Java's writer and numpy, pandas and spreadsheets. */
    @Test
    void readsNumbersAsUsualToolsWriteThem() throws IOException {
        for (String number : List.of("1.0E-5", "1e-05", "0.00001", ".00001", "1E-5")) {
            assertThat(MetricsTable.read(written(List.of("0,a,train," + number + ",,,0")))
                            .rows()
                            .get(0)
                            .value(MetricColumn.NC1))
                    .isEqualTo(0.00001);
        }
    }

    @Test
    void rejectsWhatIsNoTextFile() throws IOException, InterruptedException {
        Path file = folder.resolve("metrics.csv");
        written(ROWS);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] = (byte) 0xFF;
        Files.write(file, bytes);
        assertBothRejected("metrics.csv is damaged: it is not UTF-8 text");

        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        assertBothRejected("metrics.csv is not a regular file");

        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
        assertBothRejected("metrics.csv is not a regular file");

        Files.delete(file);
        Files.createSymbolicLink(file, file);
        assertBothRejected("metrics.csv is not a regular file");

        Files.delete(file);
        Files.createDirectory(file);
        assertBothRejected("metrics.csv is not a regular file");
    }

    private void assertBothRejected(String part) {
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            assertRejected(part);
            assertThatThrownBy(() -> MetricsTable.readPartial(folder))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(part);
        });
    }

    @Test
    void rejectsMissingColumn() throws IOException {
        Files.write(
                folder.resolve("metrics.csv"),
                Stream.of(String.join(",", MetricsCsv.completed(List.of(HEADER)))
                                .replace(",nc2_of,", ","))
                        .toList());
        assertRejected("metrics.csv has no column 'nc2_of'");

        Files.writeString(folder.resolve("metrics.csv"), "");
        assertRejected("metrics.csv has no column 'epoch'");
    }

    @Test
    void rejectsInvalidCells() throws IOException {
        written(List.of("0,a,train,1,,,0", "1,a,train,one,,,0"));
        assertRejected("metrics.csv, line 3, column 'nc1': found 'one', expected a number or an empty cell");

        written(List.of("-1,a,train,1,,,0"));
        assertRejected("column 'epoch': found '-1', expected a non-negative integer");

        written(List.of("1,a,valid,1,,,0"));
        assertRejected("column 'split': found 'valid', expected train or test");

        written(List.of("1,a,test,1,,,yes"));
        assertRejected("column '" + TERMINAL + "': found 'yes', expected 0 or 1");

        written(List.of("1,a,test,1,,,0.5"));
        assertRejected("column '" + TERMINAL + "': found '0.5', expected 0 or 1");
    }

    @Test
    void rejectsMalformedCsv() throws IOException {
        written(List.of("0,\"a,train,1,,,0"));
        assertRejected("metrics.csv is not a well-formed CSV file");

        Files.write(folder.resolve("metrics.csv"), MetricsCsv.completed(List.of(HEADER + ",nc1")));
        assertRejected("metrics.csv is not a well-formed CSV file");
    }

    private Path written(List<String> rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        lines.addAll(rows);
        Files.write(folder.resolve("metrics.csv"), MetricsCsv.completed(lines));
        return folder;
    }

    private void assertRejected(String part) {
        assertThatThrownBy(() -> MetricsTable.read(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(part)
                .message()
                .doesNotContain("\n");
    }
}
