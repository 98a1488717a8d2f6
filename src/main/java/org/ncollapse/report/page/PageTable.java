package org.ncollapse.report.page;

import java.util.List;
import java.util.function.Consumer;
import org.ncollapse.report.table.CsvReader;
import org.ncollapse.report.table.CsvRow;

/** The tables that a page reads row by row. */
enum PageTable {
    EPOCHS("epochs.csv"),
    GRAM("gram.csv"),
    LOGITS("logits.csv");

    private final String name;

    PageTable(String name) {
        this.name = name;
    }

    /** Passes on each row; for a run in progress or a crashed run each complete row. */
    void forEachRow(RunPageInput run, List<String> needed, Consumer<CsvRow> consumer) {
        if (run.complete()) {
            CsvReader.forEachRow(run.folder().resolve(name), "a run", needed, consumer);
        } else {
            CsvReader.forEachCompleteRow(run.folder().resolve(name), needed, consumer);
        }
    }
}
