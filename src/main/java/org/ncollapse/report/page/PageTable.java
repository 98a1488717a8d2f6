package org.ncollapse.report.page;

import java.util.function.Consumer;
import org.ncollapse.report.table.CsvReader;
import org.ncollapse.report.table.CsvRow;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.report.table.TableSchema;

/** The tables that a page reads row by row. */
enum PageTable {
    EPOCHS(RunTablesWriter.EPOCHS),
    GRAM(RunTablesWriter.GRAM),
    LOGITS(RunTablesWriter.LOGITS);

    private final TableSchema schema;

    PageTable(TableSchema schema) {
        this.schema = schema;
    }

    /** Passes on each row; for a run in progress or a crashed run each complete row. */
    void forEachRow(RunPageInput run, Consumer<CsvRow> consumer) {
        if (run.complete()) {
            CsvReader.forEachRow(run.folder(), RunTablesWriter.WRITER, schema, consumer);
        } else {
            CsvReader.forEachCompleteRow(run.folder(), schema, consumer);
        }
    }
}
