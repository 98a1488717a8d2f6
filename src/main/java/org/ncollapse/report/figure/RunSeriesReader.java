package org.ncollapse.report.figure;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.report.CsvRow;
import org.ncollapse.report.CsvRows;
import org.ncollapse.report.RunTables;
import org.ncollapse.report.figure.RunSeries.Capture;
import org.ncollapse.report.figure.RunSeries.Epoch;
import org.ncollapse.report.figure.RunSeries.Split;
import org.ncollapse.spec.BadInputException;

/** Reads {@link RunSeries} from the {@code metrics.csv} and {@code epochs.csv} of a run's folder. */
final class RunSeriesReader {

    private RunSeriesReader() {}

    /**
     * Reads both files.
     *
     * @throws BadInputException if a file, a needed column or a cell is missing or cannot be understood
     * @throws UncheckedIOException if the disk fails
     */
    static RunSeries read(Path runFolder) {
        return new RunSeries(
                CsvRows.read(
                        runFolder.resolve("metrics.csv"),
                        RunTables.WRITER,
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
                                "terminal"),
                        RunSeriesReader::capture),
                CsvRows.read(
                        runFolder.resolve("epochs.csv"),
                        RunTables.WRITER,
                        List.of("epoch", "loss", "error"),
                        RunSeriesReader::epoch));
    }

    private static Capture capture(CsvRow row) {
        return new Capture(
                row.count("epoch"),
                row.text("layer"),
                row.train() ? Split.TRAIN : Split.TEST,
                row.number("nc1"),
                row.number("nc2_etf"),
                row.number("nc2_of"),
                row.number("nc3_etf"),
                row.number("nc3_of"),
                row.number("loss"),
                row.number("objective"),
                row.number("error"),
                row.flag("terminal"));
    }

    private static Epoch epoch(CsvRow row) {
        return new Epoch(row.count("epoch"), row.number("loss"), row.number("error"));
    }
}
