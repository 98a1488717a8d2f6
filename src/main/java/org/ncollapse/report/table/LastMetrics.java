package org.ncollapse.report.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.spec.Split;

/**
 * What was measured last of the layer that the head reads.
 *
 * @param epoch that it was measured at; −1 while nothing has been
 * @param zeroErrorEpoch the first captured epoch of the terminal phase; −1 without one
 * @param train a value each {@link MetricColumn}, NaN where undefined
 * @param test likewise; all NaN without a test split
 */
public record LastMetrics(int epoch, int zeroErrorEpoch, List<Double> train, List<Double> test) {

    /** Reads {@code metrics.csv}; of a run that goes on, or died, its whole rows. */
    public static LastMetrics read(Path runFolder) {
        List<Double> undefined = Collections.nCopies(MetricColumn.values().length, Double.NaN);
        LastMetrics[] latest = {new LastMetrics(-1, -1, undefined, undefined)};
        String[] layer = {null};
        CsvReader.forEachCompleteRow(runFolder.resolve("metrics.csv"), RunTablesWriter.METRICS.columnNames(), row -> {
            layer[0] = layer[0] == null ? row.text("layer") : layer[0]; // The head's comes first.
            if (row.text("layer").equals(layer[0])) {
                latest[0] = latest[0].with(row);
            }
        });
        return latest[0];
    }

    private LastMetrics with(CsvRow row) {
        List<Double> values = new ArrayList<>();
        for (MetricColumn column : MetricColumn.values()) {
            values.add(row.number(column.columnName()));
        }
        int first = zeroErrorEpoch < 0 && row.bool(MetricColumn.TERMINAL_PHASE.columnName())
                ? row.nonNegativeInt("epoch")
                : zeroErrorEpoch;
        return row.split() == Split.TRAIN
                ? new LastMetrics(row.nonNegativeInt("epoch"), first, values, test)
                : new LastMetrics(row.nonNegativeInt("epoch"), first, train, values);
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
