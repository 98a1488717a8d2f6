package org.ncollapse.report.figure;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.figure.FigureData.CapturedRow;
import org.ncollapse.report.figure.FigureData.RunningRow;
import org.ncollapse.report.table.CsvReader;
import org.ncollapse.report.table.CsvRow;
import org.ncollapse.report.table.RunTablesWriter;

/** Reads {@link FigureData} from the {@code metrics.csv} and {@code epochs.csv} of a run's folder. */
final class FigureDataReader {

    private FigureDataReader() {}

    /**
     * Reads both files.
     *
     * @throws BadInputException if a file, a needed column or a cell is missing or cannot be understood
     * @throws UncheckedIOException if the disk fails
     */
    static FigureData read(Path runFolder) {
        return new FigureData(
                CsvReader.readAll(
                        runFolder.resolve("metrics.csv"),
                        RunTablesWriter.WRITER,
                        List.of(
                                "epoch",
                                "layer",
                                "split",
                                "nc1",
                                "nc2_etf",
                                "nc2_of",
                                "nc3_etf",
                                "nc3_of",
                                "loss",
                                "objective",
                                "error",
                                "terminal_phase"),
                        FigureDataReader::capture),
                CsvReader.readAll(
                        runFolder.resolve("epochs.csv"),
                        RunTablesWriter.WRITER,
                        List.of("epoch", "loss", "error"),
                        FigureDataReader::epoch));
    }

    private static CapturedRow capture(CsvRow row) {
        return new CapturedRow(
                row.nonNegativeInt("epoch"),
                row.text("layer"),
                row.split(),
                row.number("nc1"),
                row.number("nc2_etf"),
                row.number("nc2_of"),
                row.number("nc3_etf"),
                row.number("nc3_of"),
                row.number("loss"),
                row.number("objective"),
                row.number("error"),
                row.bool("terminal_phase"));
    }

    private static RunningRow epoch(CsvRow row) {
        return new RunningRow(row.nonNegativeInt("epoch"), row.number("loss"), row.number("error"));
    }
}
