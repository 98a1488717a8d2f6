package org.ncollapse.report.figure;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.table.CsvReader;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.report.table.RunTablesWriter;

/**
 * The tables of a run that its figures show.
 *
 * @param metrics captured at the end of epochs, with fixed weights
 * @param epochs one entry for each row of {@code epochs.csv}, in the file's order
 */
record FigureData(MetricsTable metrics, List<TrainingMeans> epochs) {

    FigureData {
        epochs = List.copyOf(epochs);
    }

    /** Loss and error averaged over the batches of one epoch, during training. */
    record TrainingMeans(int epoch, double loss, double error) {}

    /**
     * Reads {@code metrics.csv} and {@code epochs.csv}.
     *
     * @throws BadInputException if a file, a needed column or a cell is missing or invalid
     * @throws UncheckedIOException if the disk fails
     */
    static FigureData read(Path runFolder) {
        return new FigureData(
                MetricsTable.read(runFolder),
                CsvReader.readAll(
                        runFolder,
                        RunTablesWriter.WRITER,
                        RunTablesWriter.EPOCHS,
                        row -> new TrainingMeans(
                                row.nonNegativeInt("epoch"), row.number("loss"), row.number("error"))));
    }

    /** Returns the last epoch that either table has; 0 for tables without rows. */
    int lastEpoch() {
        int captured = metrics.rows().stream().mapToInt(Row::epoch).max().orElse(0);
        return Math.max(
                captured, epochs.stream().mapToInt(TrainingMeans::epoch).max().orElse(0));
    }
}
