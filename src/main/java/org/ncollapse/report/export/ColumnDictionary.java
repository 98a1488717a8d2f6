package org.ncollapse.report.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.report.Column;
import org.ncollapse.report.ComparisonTable;
import org.ncollapse.report.CsvTable;
import org.ncollapse.report.RunTables;
import org.ncollapse.report.TidyTable;
import org.ncollapse.report.UfmTable;
import org.ncollapse.report.WholeFile;

/** {@code columns.csv}: what each column of each table in the folder is, itself among them. */
final class ColumnDictionary {

    static final String FILE = "columns.csv";

    private static final TidyTable TABLE = new TidyTable(
            FILE,
            List.of(
                    Column.key("file", "the table"),
                    Column.key("name", "the column, as the table's first line has it"),
                    Column.key("definition", "what the column holds; README.txt has the notation"),
                    Column.key("unit", "1 for a pure number; a dash for a name or an index"),
                    Column.key(
                            "source",
                            "the publication that introduced it, in references.bib; a dash where it needs none")));

    private static final List<TidyTable> TABLES = Stream.of(
                    RunTables.ALL, List.of(UfmTable.TABLE, ComparisonTable.TABLE, TABLE))
            .flatMap(List::stream)
            .toList();

    private ColumnDictionary() {}

    /** Writes the file for those tables that the folder has. */
    static void write(Path folder) throws IOException {
        WholeFile.replace(folder.resolve(FILE), beside -> {
            try (CsvTable csv = new CsvTable(beside, TABLE.header())) {
                for (TidyTable table : TABLES) {
                    if (table == TABLE || Files.exists(folder.resolve(table.file()))) {
                        table.columns()
                                .forEach(column -> csv.row(
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
