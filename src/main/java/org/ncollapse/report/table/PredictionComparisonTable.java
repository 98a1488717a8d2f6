package org.ncollapse.report.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.ufm.PredictionComparison;

/**
 * {@code comparison.csv} in a simulation's folder: the closed form compared with the end of gradient descent, one row
 * for each quantity.
 */
public final class PredictionComparisonTable {

    /** The schema of the file. */
    public static final TableSchema SCHEMA = new TableSchema(
            "comparison.csv",
            List.of(
                    TableColumn.key(
                            "layer",
                            "the factor or layer: W and H, or numbered from the first layer; "
                                    + "empty for the whole model"),
                    TableColumn.key("quantity", "what is compared"),
                    TableColumn.of(
                            "observed",
                            "the value at the end of gradient descent; for a matrix or vector its Frobenius norm",
                            "the quantity's"),
                    new TableColumn(
                            "predicted",
                            "the closed form; for a matrix or vector its Frobenius norm",
                            "the quantity's",
                            "the model's papers, in references.bib"),
                    TableColumn.of(
                            "relative_error",
                            "‖observed − predicted‖/‖predicted‖, of a matrix or vector by Frobenius norms",
                            "1")));

    private PredictionComparisonTable() {}

    /**
     * Writes the file atomically. A matrix or vector is given by its Frobenius norm, and its error by the norm of the
     * difference.
     */
    public static void write(Path runFolder, List<PredictionComparison> comparisons) {
        Path file = runFolder.resolve(SCHEMA.file());
        try {
            AtomicFile.writeUnsynced(file, part -> {
                try (CsvWriter table = new CsvWriter(part, SCHEMA.columnNames())) {
                    comparisons.forEach(row -> table.writeRow(
                            row.layer(), row.quantity(), row.observed(), row.predicted(), row.relativeError()));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
