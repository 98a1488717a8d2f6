package org.ncollapse.report.page;

import java.util.List;
import java.util.function.Consumer;
import org.ncollapse.report.CsvRow;
import org.ncollapse.report.CsvRows;

/** The tables that a page reads of a run. */
enum RunFile {
    METRICS("metrics.csv"),
    EPOCHS("epochs.csv"),
    GRAM("gram.csv"),
    LOGITS("logits.csv");

    private final String name;

    RunFile(String name) {
        this.name = name;
    }

    /** Hands every row on; of a run that goes on, or died, every whole one. */
    void each(PageRun run, List<String> needed, Consumer<CsvRow> consumer) {
        if (run.ended()) {
            CsvRows.each(run.folder().resolve(name), "a run", needed, consumer);
        } else {
            CsvRows.eachWhole(run.folder().resolve(name), needed, consumer);
        }
    }
}
