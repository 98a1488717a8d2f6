package org.ncollapse.report.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.ufm.PredictionComparison;

/**
 * {@code comparison.csv} in a simulation's folder: the closed form part where gradient descent ended, a row a quantity.
 */
public final class PredictionComparisonTable {

    /** What the file holds. */
    public static final TableSchema SCHEMA = new TableSchema(
            "comparison.csv",
            List.of(
                    TableColumn.key(
                            "layer",
                            "the factor or layer: W and H, or numbered from the bottom; empty for the whole model"),
                    TableColumn.key("quantity", "what is compared"),
                    TableColumn.of(
                            "observed",
                            "where gradient descent ended; a matrix or vector by its Frobenius norm",
                            "the quantity's"),
                    new TableColumn(
                            "predicted",
                            "the closed form, likewise",
                            "the quantity's",
                            "the model's papers, in references.bib"),
                    TableColumn.of(
                            "relative_error",
                            "‖observed − predicted‖/‖predicted‖, of a matrix or vector by Frobenius norms",
                            "1")));

    private PredictionComparisonTable() {}

    /**
     * Writes the file whole; a matrix or vector stands in it by its Frobenius norm, and its error by that of the
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
