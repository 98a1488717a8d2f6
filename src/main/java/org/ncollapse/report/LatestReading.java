package org.ncollapse.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ncollapse.metrics.MetricColumn;

/**
 * What was measured last of the layer that the head reads.
 *
 * @param epoch that it was measured at; −1 while nothing has been
 * @param zero the first captured epoch of the terminal phase; −1 without one
 * @param train a value each {@link MetricColumn}, NaN where undefined
 * @param test likewise; all NaN without a test split
 */
public record LatestReading(int epoch, int zero, List<Double> train, List<Double> test) {

    /** Reads {@code metrics.csv}; of a run that goes on, or died, its whole rows. */
    public static LatestReading read(Path runFolder) {
        List<Double> undefined = Collections.nCopies(MetricColumn.values().length, Double.NaN);
        LatestReading[] latest = {new LatestReading(-1, -1, undefined, undefined)};
        String[] layer = {null};
        CsvRows.eachWhole(runFolder.resolve("metrics.csv"), RunTables.METRICS.header(), row -> {
            layer[0] = layer[0] == null ? row.text("layer") : layer[0]; // The head's comes first.
            if (row.text("layer").equals(layer[0])) {
                latest[0] = latest[0].with(row);
            }
        });
        return latest[0];
    }

    private LatestReading with(CsvRow row) {
        List<Double> values = new ArrayList<>();
        for (MetricColumn column : MetricColumn.values()) {
            values.add(row.number(column.column()));
        }
        int first = zero < 0 && row.flag(MetricColumn.TERMINAL.column()) ? row.count("epoch") : zero;
        return row.train()
                ? new LatestReading(row.count("epoch"), first, values, test)
                : new LatestReading(row.count("epoch"), first, train, values);
    }

    /** A column on the training split. */
    public double train(MetricColumn column) {
        return train.get(column.ordinal());
    }

    /** A column on the test split. */
    public double test(MetricColumn column) {
        return test.get(column.ordinal());
    }
}
