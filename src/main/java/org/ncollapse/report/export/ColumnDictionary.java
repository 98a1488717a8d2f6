package org.ncollapse.report.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.report.table.CsvWriter;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.report.table.PredictionComparisonTable;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.report.table.TableColumn;
import org.ncollapse.report.table.TableSchema;

/** {@code columns.csv}: the definition of each column of each table in the folder, including its own. */
final class ColumnDictionary {

    static final String FILE = "columns.csv";

    private static final TableSchema TABLE = new TableSchema(
            FILE,
            List.of(
                    TableColumn.key("file", "the table"),
                    TableColumn.key("name", "the column's name in the table's header"),
                    TableColumn.key("definition", "the content of the column; README.txt has the notation"),
                    TableColumn.key("unit", "1 for a pure number; a dash for a name or an index"),
                    TableColumn.key(
                            "source",
                            "the publication that introduced it, in references.bib; a dash if it needs none")));

    private static final List<TableSchema> TABLES = Stream.of(
                    RunTablesWriter.ALL, List.of(FitFiles.SCHEMA, PredictionComparisonTable.SCHEMA, TABLE))
            .flatMap(List::stream)
            .toList();

    private ColumnDictionary() {}

    /** Writes the file for the tables that the folder has. */
    static void write(Path folder) throws IOException {
        AtomicFile.writeUnsynced(folder.resolve(FILE), part -> {
            try (CsvWriter csv = new CsvWriter(part, TABLE.columnNames())) {
                for (TableSchema table : TABLES) {
                    if (table.equals(TABLE) || Files.exists(folder.resolve(table.file()))) {
                        table.columns()
                                .forEach(column -> csv.writeRow(
                                        table.file(),
                                        column.name(),
                                        column.definition(),
                                        column.unit(),
                                        column.source()));
                    }
                }
            }
        });
    }
}
