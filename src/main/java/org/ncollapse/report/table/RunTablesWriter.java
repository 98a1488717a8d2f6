package org.ncollapse.report.table;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.io.FilePrefix;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.LayerMeasurement;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.metrics.Spectra;
import org.ncollapse.spec.Split;

/**
 * Writes the tables of a run: {@code epochs.csv} for each epoch; {@code metrics.csv}, {@code gram.csv},
 * {@code logits.csv} and {@code spectra.csv} for captured epochs. The key is always (epoch, layer, split); epoch counts
 * completed epochs.
 */
public final class RunTablesWriter implements Closeable {

    /** The writer of these tables, for the message of a reader that misses one. */
    public static final String WRITER = "a run";

    private static final List<TableColumn> KEY_COLUMNS = List.of(
            TableColumn.key("epoch", "completed epochs (0 is the initial network), or iterations of a simulation"),
            TableColumn.key(
                    "layer",
                    "the tap, the layer whose features are measured: penultimate is the head's input, "
                            + "previous the last hidden layer's input"),
            TableColumn.key("split", "train or test"));
    static final List<String> KEYS = KEY_COLUMNS.stream().map(TableColumn::name).toList();

    /** One row for each trained epoch. */
    public static final TableSchema EPOCHS = new TableSchema(
            "epochs.csv",
            List.of(
                    KEY_COLUMNS.get(0),
                    TableColumn.of(
                            "loss",
                            "the data term, averaged over the epoch's batches during training",
                            MetricColumn.LOSS.unit()),
                    TableColumn.of(
                            "error",
                            "fraction of misclassified samples, averaged over the epoch's batches during training",
                            MetricColumn.ERROR.unit()),
                    TableColumn.of(
                            "learning_rate",
                            "the learning rate of the epoch's last step",
                            MetricColumn.LEARNING_RATE.unit()),
                    TableColumn.of("seconds", "duration of the epoch's steps", "s")));
    /** All metrics of each captured epoch, layer and split. */
    public static final TableSchema METRICS = keyed(
            "metrics.csv",
            Arrays.stream(MetricColumn.values())
                    .map(column ->
                            new TableColumn(column.columnName(), column.definition(), column.unit(), column.source()))
                    .toArray(TableColumn[]::new));

    /** Inner products of class means and of the head's rows. */
    public static final TableSchema GRAM = keyed(
            "gram.csv",
            TableColumn.key(
                    "matrix",
                    "class_mean_gram: H̄ᵀH̄ of the class means; weight_gram: WWᵀ of the head's rows; "
                            + "neither is normalized"),
            TableColumn.key("i", "the row: a class, from 0"),
            TableColumn.key("j", "the column: a class, from 0"),
            TableColumn.of("value", "h̄_i·h̄_j or w_i·w_j", "1"));
    /** Logits at the class means. */
    public static final TableSchema LOGITS = keyed(
            "logits.csv",
            TableColumn.key("i", "the output, from 0"),
            TableColumn.key("j", "the class, from 0"),
            TableColumn.of("value", "output i at the mean of class j, W h̄_j + b", "logits"));

    static final TableSchema SPECTRA = keyed(
            "spectra.csv",
            TableColumn.key(
                    "matrix", "within: eigenvalues of Σ_W; between: eigenvalues of Σ_B; head: singular values of W"),
            TableColumn.key("index", "from 0, the largest first"),
            TableColumn.of("value", "the eigenvalue or singular value", "1"));

    /** All tables of a run. */
    public static final List<TableSchema> ALL = List.of(METRICS, EPOCHS, GRAM, LOGITS, SPECTRA);

    private final Path run;
    private final Map<String, FilePrefix> written;
    private final Map<String, CsvWriter> tables = new LinkedHashMap<>();
    private final CsvWriter epochs;
    private final CsvWriter metrics;
    private final CsvWriter gram;
    private final CsvWriter logits;
    private final CsvWriter spectra;

    /** Creates all tables in a run's folder. */
    public RunTablesWriter(Path run) {
        this(run, Map.of());
    }

    /**
     * Continues the tables in a run's folder after their first bytes and truncates the rest.
     *
     * @param written as returned by {@link #sync}, by file name; a table that is missing in it is created
     */
    public RunTablesWriter(Path run, Map<String, FilePrefix> written) {
        this.run = run;
        this.written = written;
        epochs = begin(EPOCHS);
        metrics = begin(METRICS);
        gram = begin(GRAM);
        logits = begin(LOGITS);
        spectra = begin(SPECTRA);
    }

    private static TableSchema keyed(String file, TableColumn... columns) {
        return new TableSchema(
                file, Stream.concat(KEY_COLUMNS.stream(), Stream.of(columns)).toList());
    }

    private CsvWriter begin(TableSchema schema) {
        CsvWriter table = new CsvWriter(
                run.resolve(schema.file()),
                schema.columnNames(),
                written.getOrDefault(schema.file(), FilePrefix.EMPTY).bytes());
        tables.put(schema.file(), table);
        return table;
    }

    /** Waits until all rows are on the disk; returns the length and the digest of each file, by file name. */
    public Map<String, FilePrefix> sync() {
        Map<String, FilePrefix> current = new LinkedHashMap<>();
        tables.forEach((file, table) -> current.put(file, table.sync()));
        return current;
    }

    /**
     * Writes the row of one epoch: training means of loss and error, the learning rate, and the seconds of its steps.
     */
    public void writeEpoch(int epoch, double loss, double error, double learningRate, double seconds) {
        epochs.writeRow(epoch, loss, error, learningRate, Math.round(seconds * 1e3) / 1e3);
        epochs.flush();
    }

    /** Writes the metrics, matrices and spectra of one layer and split. */
    public void writeMetrics(int epoch, String layer, Split split, LayerMeasurement measurement) {
        ClassMatrices matrices = measurement.matrices();
        Spectra spectrum = measurement.spectra();
        List<Object> row = new ArrayList<>(List.of(epoch, layer, split));
        for (MetricColumn column : MetricColumn.values()) {
            double value = column.value(measurement.metrics());
            row.add(
                    column == MetricColumn.TERMINAL_PHASE && !Double.isNaN(value)
                            ? (Object) (int) value
                            : (Object) value);
        }
        metrics.writeRow(row.toArray());
        if (matrices != null) {
            matrix(gram, matrices.meanGram(), epoch, layer, split, "class_mean_gram");
        }
        if (matrices != null && matrices.headGram() != null) {
            matrix(gram, matrices.headGram(), epoch, layer, split, "weight_gram");
            matrix(logits, matrices.meanLogits(), epoch, layer, split);
        }
        series("within", spectrum.withinEigenvalues(), epoch, layer, split);
        series("between", spectrum.betweenEigenvalues(), epoch, layer, split);
        series("head", spectrum.headSingularValues(), epoch, layer, split);
    }

    /** Passes the rows of a captured epoch to the operating system, all tables together. */
    public void flush() {
        tables.values().forEach(CsvWriter::flush);
    }

    private static void matrix(CsvWriter table, DMatrixRMaj values, Object... keys) {
        for (int i = 0; i < values.numRows; i++) {
            for (int j = 0; j < values.numCols; j++) {
                table.writeRow(Stream.concat(Stream.of(keys), Stream.of(i, j, values.get(i, j)))
                        .toArray());
            }
        }
    }

    private void series(String matrix, double[] values, Object... keys) {
        for (int i = 0; i < values.length; i++) {
            spectra.writeRow(Stream.concat(Stream.of(keys), Stream.of(matrix, i, values[i]))
                    .toArray());
        }
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (CsvWriter table : tables.values()) {
            try {
                table.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
