package org.ncollapse.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.ufm.Comparison;

/** {@code prediction.csv} in a simulation's folder: the closed form beside where gradient descent ended, a row a quantity. */
public final class ComparisonTable {

    private ComparisonTable() {
    }

    /** Writes the file whole; a matrix or vector stands in it by its Frobenius norm, and its error by that of the difference. */
    public static void write(Path runFolder, List<Comparison> comparisons) {
        Path file = runFolder.resolve("prediction.csv");
        try {
            WholeFile.replace(file, beside -> {
                try (CsvTable table = new CsvTable(beside, List.of("layer", "quantity", "observed", "predicted", "relative_error"))) {
                    comparisons.forEach(row -> table.row(row.layer(), row.quantity(), row.observed(), row.predicted(), row.relativeError()));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
