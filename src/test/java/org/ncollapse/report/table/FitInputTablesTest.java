package org.ncollapse.report.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.FitInputTables.EpochLearningRate;
import org.ncollapse.report.table.FitInputTables.EpochStatistics;
import org.ncollapse.ufm.fit.CapturedEpoch.FrameDistances;

class FitInputTablesTest {
    @TempDir
    private Path folder;

    /** Two classes, two layers, epochs 0 and 3, and a test split, which is not read. */
    @BeforeEach
    void write() throws IOException {
        file(
                "metrics.csv",
                "epoch,layer,split,nc1,nc2_etf,nc2_of,nc3_etf,nc3_of,loss,error,learning_rate,"
                        + MetricColumn.TERMINAL_PHASE.columnName(),
                "0,penultimate,train,1,11,12,13,14,0.5,0.5,0.1,0",
                "0,previous,train,2,21,22,,,,,0.1,0",
                "0,penultimate,test,1,0,0,0,0,9,0.5,0.1,0",
                "3,penultimate,train,1,15,16,17,18,0.25,0,0.01,1",
                "3,previous,train,2,21,22,,,,,0.01,1");
        file(
                "gram.csv",
                "epoch,layer,split,matrix,i,j,value",
                "0,penultimate,train,class_mean_gram,0,0,1",
                "0,penultimate,train,class_mean_gram,0,1,2",
                "0,penultimate,train,class_mean_gram,1,0,2",
                "0,penultimate,train,class_mean_gram,1,1,3",
                "0,penultimate,train,weight_gram,0,0,4",
                "0,penultimate,train,weight_gram,0,1,5",
                "0,penultimate,train,weight_gram,1,0,5",
                "0,penultimate,train,weight_gram,1,1,6",
                "0,previous,train,class_mean_gram,1,1,9",
                "0,previous,train,class_mean_gram,0,0,7",
                "0,previous,train,class_mean_gram,0,1,8",
                "0,previous,train,class_mean_gram,1,0,8",
                "0,penultimate,test,class_mean_gram,0,0,-1",
                "3,penultimate,train,class_mean_gram,0,0,10",
                "3,penultimate,train,class_mean_gram,0,1,",
                "3,penultimate,train,class_mean_gram,1,0,",
                "3,penultimate,train,class_mean_gram,1,1,",
                "3,penultimate,train,weight_gram,0,0,0",
                "3,penultimate,train,weight_gram,0,1,0",
                "3,penultimate,train,weight_gram,1,0,0",
                "3,penultimate,train,weight_gram,1,1,0",
                "3,previous,train,class_mean_gram,0,0,1",
                "3,previous,train,class_mean_gram,0,1,1",
                "3,previous,train,class_mean_gram,1,0,1",
                "3,previous,train,class_mean_gram,1,1,1");
        file(
                "logits.csv",
                "epoch,layer,split,i,j,value",
                "0,penultimate,train,0,0,0.1",
                "0,penultimate,train,0,1,0.2",
                "0,penultimate,train,1,0,0.3",
                "0,penultimate,train,1,1,0.4",
                "3,penultimate,train,0,0,1",
                "3,penultimate,train,0,1,2",
                "3,penultimate,train,1,0,3",
                "3,penultimate,train,1,1,4");
        file(
                "spectra.csv",
                "epoch,layer,split,matrix,index,value",
                "0,penultimate,train,within,0,0.5",
                "0,penultimate,train,within,1,0.25",
                "0,penultimate,train,between,0,7",
                "0,penultimate,test,within,0,100",
                "0,previous,train,within,0,3",
                "3,penultimate,train,within,0,-0.125",
                "3,penultimate,train,head,0,7",
                "3,previous,train,within,0,2");
        file("epochs.csv", "epoch,loss,error,learning_rate,seconds", "1,0,0,0.1,1", "2,0,0,0.05,1", "3,0,0,0.01,1");
    }

    @Test
    void readsAllValuesOfTrainingSplitOnly() {
        FitInputTables run = FitInputTables.read(folder);

        assertThat(run.epochs()).extracting(EpochStatistics::epoch).containsExactly(0, 3);
        assertThat(run.epochs()).extracting(EpochStatistics::inTerminalPhase).containsExactly(false, true);
        assertThat(run.epochs()).extracting(EpochStatistics::loss).containsExactly(0.5, 0.25);
        assertThat(run.epochs())
                .extracting(EpochStatistics::distances)
                .containsExactly(new FrameDistances(11, 12), new FrameDistances(15, 16));
        EpochStatistics first = run.epochs().get(0);
        assertThat(first.headGram().data).containsExactly(4, 5, 5, 6);
        assertThat(first.logits().data).containsExactly(0.1, 0.2, 0.3, 0.4);
        assertThat(first.layers())
                .extracting(FitInputTables.LayerValues::layer)
                .containsExactly("penultimate", "previous");
        assertThat(first.layers().get(0).gram().data).containsExactly(1, 2, 2, 3);
        assertThat(first.layers().get(1).gram().data).containsExactly(7, 8, 8, 9);
        assertThat(first.layers()).extracting(FitInputTables.LayerValues::nc1).containsExactly(1.0, 2.0);
        assertThat(first.layers())
                .extracting(FitInputTables.LayerValues::withinTrace)
                .containsExactly(0.75, 3.0);
        assertThat(run.epochs().get(1).layers())
                .extracting(FitInputTables.LayerValues::withinTrace)
                .containsExactly(-0.125, 2.0);
    }

    @Test
    void emptyCellIsNaN() {
        assertThat(FitInputTables.read(folder).epochs().get(1).layers().get(0).gram().data)
                .containsExactly(10, Double.NaN, Double.NaN, Double.NaN);
    }

    @Test
    void learningRatesAreInOrderOfEpochs() {
        assertThat(FitInputTables.read(folder).learningRates())
                .containsExactly(
                        new EpochLearningRate(1, 0.1), new EpochLearningRate(2, 0.05), new EpochLearningRate(3, 0.01));
    }

    @Test
    void rejectsMatrixWithMissingOrDuplicateEntry() throws IOException {
        without("gram.csv", "3,previous,train,class_mean_gram,1,0,1");
        assertRejected(
                "gram.csv: the means' Gram matrix of layer previous at epoch 3 on the training split lacks entries");

        write();
        without("logits.csv", "0,penultimate,train,1,1,0.4");
        Files.writeString(folder.resolve("logits.csv"), "3,penultimate,train,0,0,0.1\n", StandardOpenOption.APPEND);
        assertRejected("logits.csv: the logits at epoch 0");

        write();
        Files.writeString(
                folder.resolve("gram.csv"),
                Files.readString(folder.resolve("gram.csv")).replace("3,penultimate,train,weight_gram,1,1,0\n", ""));
        assertRejected("gram.csv: the head's Gram matrix at epoch 3");

        write();
        without("spectra.csv", "3,previous,train,within,0,2");
        assertRejected("spectra.csv: no within-class spectrum of layer previous at epoch 3");
    }

    @Test
    void rejectsDoubledAndReversedRows() throws IOException {
        Path epochs = folder.resolve("epochs.csv");
        Files.writeString(epochs, Files.readString(epochs).replace("2,0,0,0.05,1", "1,0,0,0.1,1"));
        assertRejected("epochs.csv, line 3, column 'epoch': found '1', expected an epoch after 1");

        write();
        Path spectra = folder.resolve("spectra.csv");
        String row = "0,penultimate,train,within,1,0.25\n";
        Files.writeString(spectra, Files.readString(spectra).replace(row, row + row));
        assertRejected("spectra.csv, line 4, column 'index': found '1', expected the next index, 2");
    }

    @Test
    void rejectsTablesOfDifferentRuns() throws IOException {
        without("metrics.csv", "3,previous,train,2,21,22,,,,,0.01,1");
        assertRejected("gram.csv, line 23, column 'layer': found 'previous', "
                + "expected a layer that metrics.csv has for this epoch");

        without("metrics.csv", "3,penultimate,train,1,15,16,17,18,0.25,0,0.01,1");
        assertRejected("gram.csv, line 15, column 'epoch': found '3', expected an epoch that metrics.csv has");
    }

    @Test
    void rejectsMissingTable() throws IOException {
        for (String name : List.of("metrics.csv", "gram.csv", "logits.csv", "spectra.csv", "epochs.csv")) {
            write();
            Files.delete(folder.resolve(name));
            assertRejected(name + " is not there; a run writes it");
        }
    }

    private void without(String name, String line) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(name));
        assertThat(lines).anyMatch(other -> other.startsWith(line));
        Files.write(
                folder.resolve(name),
                lines.stream().filter(other -> !other.startsWith(line)).toList());
    }

    private void file(String name, String... lines) throws IOException {
        Files.write(
                folder.resolve(name),
                name.equals("metrics.csv") ? MetricsCsv.completed(List.of(lines)) : List.of(lines));
    }

    private void assertRejected(String part) {
        assertThatThrownBy(() -> FitInputTables.read(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(part)
                .message()
                .doesNotContain("\n");
    }
}
