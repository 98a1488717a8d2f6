package org.ncollapse.report.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.MetricsCsv;

/** Writes CSV files of small runs for the tests of figures. */
final class CsvFixture {
    static final String METRICS_HEADER =
            "epoch,layer,split,nc1,cdnv,nc2_etf,nc2_of,nc3_etf,nc3_of,loss,objective,error,learning_rate,"
                    + MetricColumn.TERMINAL_PHASE.columnName();

    static final String EPOCHS_HEADER = "epoch,loss,error,learning_rate,seconds";

    private CsvFixture() {}

    static Path with(Path folder, List<String> metrics, List<String> epochs) throws IOException {
        Files.write(folder.resolve("metrics.csv"), MetricsCsv.completed(metrics));
        Files.write(folder.resolve("epochs.csv"), epochs);
        return folder;
    }

    /** Two taps, two splits, captured at epochs 0, 1, 2, 5 and 10, with zero training error from epoch 5 on. */
    static Path collapsing(Path folder) throws IOException {
        List<String> metrics = new ArrayList<>(List.of(METRICS_HEADER));
        for (int epoch : new int[] {0, 1, 2, 5, 10}) {
            boolean terminal = epoch >= 5;
            for (String split : List.of("train", "test")) {
                double nc1 = 10.0 / (1 + epoch);
                String error = split.equals("test") ? "0.02" : terminal ? "0.0" : Double.toString(0.5 / (1 + epoch));
                metrics.add(String.format(
                        Locale.ROOT,
                        "%d,penultimate,%s,%s,,0.7,0.5,0.6,0.4,%s,%s,%s,0.1,%d",
                        epoch,
                        split,
                        nc1,
                        1.0 / (1 + epoch),
                        split.equals("train") ? Double.toString(2.0 / (1 + epoch)) : "",
                        error,
                        terminal ? 1 : 0));
                metrics.add(String.format(
                        Locale.ROOT,
                        "%d,previous,%s,%s,,0.8,0.6,,,,,,0.1,%d",
                        epoch,
                        split,
                        3 * nc1,
                        terminal ? 1 : 0));
            }
        }
        List<String> epochs = new ArrayList<>(List.of(EPOCHS_HEADER));
        for (int epoch = 1; epoch <= 10; epoch++) {
            epochs.add(epoch + "," + 1.5 / epoch + "," + 0.3 / epoch + ",0.1,2.0");
        }
        return with(folder, metrics, epochs);
    }
}
