package org.ncollapse.report;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.metrics.Spectra;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;

/**
 * The tidy tables of a run: {@code epochs.csv} for every epoch; for captured ones {@code metrics.csv}, {@code gram.csv},
 * {@code logits.csv} and {@code spectra.csv}. The key is always (epoch, layer, split); epoch counts completed epochs.
 */
public final class RunTables implements Closeable {

    /** What writes these tables, for the message of a reader that misses one. */
    static final String WRITER = "a run";
    static final List<String> KEYS = List.of("epoch", "layer", "split");

    private final CsvTable epochs;
    private final CsvTable metrics;
    private final CsvTable gram;
    private final CsvTable logits;
    private final CsvTable spectra;

    /** Begins every table in a run's folder. */
    public RunTables(Path run) {
        epochs = new CsvTable(run.resolve("epochs.csv"), List.of("epoch", "loss", "error", "learning_rate", "seconds"));
        metrics = table(run, "metrics", Arrays.stream(MetricColumn.values()).map(MetricColumn::column).toArray(String[]::new));
        gram = table(run, "gram", "matrix", "i", "j", "value");
        logits = table(run, "logits", "i", "j", "value");
        spectra = table(run, "spectra", "matrix", "index", "value");
    }

    private static CsvTable table(Path run, String name, String... columns) {
        return new CsvTable(run.resolve(name + ".csv"), Stream.concat(KEYS.stream(), Stream.of(columns)).toList());
    }

    /** Notes one epoch: running loss and error, the rate, and the seconds that its steps took. */
    public void epoch(int epoch, double loss, double error, double learningRate, double seconds) {
        epochs.row(epoch, loss, error, learningRate, Math.round(seconds * 1e3) / 1e3);
        epochs.flush();
    }

    /**
     * Notes everything measured at one layer and split.
     *
     * @param head null for a layer that the head does not read
     */
    public void measured(int epoch, String layer, String split, CollapseMetrics values, FeatureStatistics statistics, Spectra spectrum, Head head) {
        List<Object> row = new ArrayList<>(List.of(epoch, layer, split));
        for (MetricColumn column : MetricColumn.values()) {
            double value = column.value(values);
            row.add(column == MetricColumn.TERMINAL ? (Object) (int) value : (Object) value);
        }
        metrics.row(row.toArray());
        matrix(gram, ClassMatrices.meanGram(statistics), epoch, layer, split, "means");
        series("within", spectrum.within(), epoch, layer, split);
        series("between", spectrum.between(), epoch, layer, split);
        if (head != null) {
            matrix(gram, ClassMatrices.headGram(head), epoch, layer, split, "head");
            matrix(logits, ClassMatrices.meanLogits(statistics, head), epoch, layer, split);
            series("head", spectrum.head(), epoch, layer, split);
        }
    }

    /** Hands the rows of a captured epoch on, all tables together. */
    public void flush() {
        for (CsvTable table : List.of(metrics, gram, logits, spectra)) {
            table.flush();
        }
    }

    private static void matrix(CsvTable table, DMatrixRMaj values, Object... keys) {
        for (int i = 0; i < values.numRows; i++) {
            for (int j = 0; j < values.numCols; j++) {
                table.row(Stream.concat(Stream.of(keys), Stream.of(i, j, values.get(i, j))).toArray());
            }
        }
    }

    private void series(String matrix, double[] values, Object... keys) {
        for (int i = 0; i < values.length; i++) {
            spectra.row(Stream.concat(Stream.of(keys), Stream.of(matrix, i, values[i])).toArray());
        }
    }

    @Override
    public void close() throws IOException {
        for (CsvTable table : List.of(epochs, metrics, gram, logits, spectra)) {
            table.close();
        }
    }
}
