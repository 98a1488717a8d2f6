package org.ncollapse.report.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.report.table.CsvWriter;
import org.ncollapse.report.table.TableColumn;
import org.ncollapse.report.table.TableSchema;

/**
 * {@code fits.csv}: the scores of the models that were fitted to the finished runs of a sweep. It is replaced
 * atomically.
 */
public final class FitsTable {

    private FitsTable() {}

    /** Returns the schema: one row for each run and model. */
    public static TableSchema schema(List<String> keys) {
        List<TableColumn> columns = new ArrayList<>(List.of(TableColumn.key("run", "its name")));
        keys.forEach(key -> columns.add(TableColumn.key(key, "a varied key of the experiment")));
        columns.add(TableColumn.key("seed", "of the run"));
        columns.add(TableColumn.key("model", "the unconstrained features model"));
        FitColumn.ALL.forEach(column -> columns.add(column.column()));
        return new TableSchema("fits.csv", columns);
    }

    /** Writes the table into a sweep's folder; without fits it deletes an earlier one. Returns the file, if any. */
    public static List<Path> write(Path folder, SweepResults results) throws IOException {
        TableSchema schema = schema(results.keys());
        Path file = folder.resolve(schema.file());
        List<SweepRun> fitted = results.runs().stream()
                .filter(run -> run.finished() && !run.fits().isEmpty())
                .toList();
        if (fitted.isEmpty()) {
            Files.deleteIfExists(file);
            return List.of();
        }
        AtomicFile.writeUnsynced(file, part -> {
            try (CsvWriter table = new CsvWriter(part, schema.columnNames())) {
                fitted.forEach(run -> run.fits().forEach(model -> table.writeRow(row(run, model))));
            }
        });
        return List.of(file);
    }

    private static Object[] row(SweepRun run, FittedModel model) {
        return Stream.of(
                        Stream.of(run.name()),
                        run.keyValues().stream(),
                        Stream.of(run.seed(), model.name()),
                        FitColumn.ALL.stream().map(column -> column.cell(model.score(column))))
                .flatMap(cells -> cells)
                .toArray();
    }
}
