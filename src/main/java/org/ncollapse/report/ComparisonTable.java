package org.ncollapse.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.ufm.Comparison;

/**
 * {@code prediction.csv} in a simulation's folder: the closed form beside where gradient descent ended, a row a
 * quantity.
 */
public final class ComparisonTable {

    /** What the file holds. */
    public static final TidyTable TABLE = new TidyTable(
            "prediction.csv",
            List.of(
                    Column.key(
                            "layer",
                            "the factor or layer: W and H, or numbered from the bottom; empty for the whole model"),
                    Column.key("quantity", "what is compared"),
                    Column.of(
                            "observed",
                            "where gradient descent ended; a matrix or vector by its Frobenius norm",
                            "the quantity's"),
                    new Column(
                            "predicted",
                            "the closed form, likewise",
                            "the quantity's",
                            "the model's papers, in references.bib"),
                    Column.of(
                            "relative_error",
                            "‖observed − predicted‖/‖predicted‖, of a matrix or vector by Frobenius norms",
                            "1")));

    private ComparisonTable() {}

    /**
     * Writes the file whole; a matrix or vector stands in it by its Frobenius norm, and its error by that of the
     * difference.
     */
    public static void write(Path runFolder, List<Comparison> comparisons) {
        Path file = runFolder.resolve(TABLE.file());
        try {
            WholeFile.replace(file, beside -> {
                try (CsvTable table = new CsvTable(beside, TABLE.header())) {
                    comparisons.forEach(row -> table.row(
                            row.layer(), row.quantity(), row.observed(), row.predicted(), row.relativeError()));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
