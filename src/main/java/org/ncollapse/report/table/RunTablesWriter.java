package org.ncollapse.report.table;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.LayerMeasurement;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.metrics.Spectra;
import org.ncollapse.spec.Split;

/**
 * The tidy tables of a run: {@code epochs.csv} for every epoch; for captured ones {@code metrics.csv},
 * {@code gram.csv}, {@code logits.csv} and {@code spectra.csv}. The key is always (epoch, layer, split); epoch counts
 * completed epochs.
 */
public final class RunTablesWriter implements Closeable {

    /** What writes these tables, for the message of a reader that misses one. */
    public static final String WRITER = "a run";

    private static final List<TableColumn> KEY_COLUMNS = List.of(
            TableColumn.key("epoch", "completed epochs, 0 is the initial network; of a simulation, iterations"),
            TableColumn.key(
                    "layer",
                    "the tap, where in the network features are taken: penultimate is the head's input, previous the last hidden layer's input"),
            TableColumn.key("split", "train or test"));
    static final List<String> KEYS = KEY_COLUMNS.stream().map(TableColumn::name).toList();

    private static final TableSchema EPOCHS = new TableSchema(
            "epochs.csv",
            List.of(
                    KEY_COLUMNS.get(0),
                    TableColumn.of(
                            "loss",
                            "the data term, a mean over the epoch's batches while the weights move",
                            MetricColumn.LOSS.unit()),
                    TableColumn.of("error", "share of samples misclassified, likewise", MetricColumn.ERROR.unit()),
                    TableColumn.of(
                            "learning_rate",
                            "the learning rate of the epoch's last step",
                            MetricColumn.LEARNING_RATE.unit()),
                    TableColumn.of("seconds", "what the epoch's steps took", "s")));
    /** Every measure of every captured epoch, layer and split. */
    public static final TableSchema METRICS = keyed(
            "metrics.csv",
            Arrays.stream(MetricColumn.values())
                    .map(column ->
                            new TableColumn(column.columnName(), column.definition(), column.unit(), column.source()))
                    .toArray(TableColumn[]::new));

    private static final TableSchema GRAM = keyed(
            "gram.csv",
            TableColumn.key(
                    "matrix",
                    "class_mean_gram: H̄ᵀH̄ of the class means; weight_gram: WWᵀ of the head's rows; neither is normalized"),
            TableColumn.key("i", "the row: a class, from 0"),
            TableColumn.key("j", "the column: a class, from 0"),
            TableColumn.of("value", "h̄_i·h̄_j or w_i·w_j", "1"));
    private static final TableSchema LOGITS = keyed(
            "logits.csv",
            TableColumn.key("i", "the output, from 0"),
            TableColumn.key("j", "the class, from 0"),
            TableColumn.of("value", "output i at the mean of class j, W h̄_j + b", "logits"));
    private static final TableSchema SPECTRA = keyed(
            "spectra.csv",
            TableColumn.key(
                    "matrix", "within: eigenvalues of Σ_W; between: eigenvalues of Σ_B; head: singular values of W"),
            TableColumn.key("index", "from 0, the largest first"),
            TableColumn.of("value", "the eigenvalue or singular value", "1"));

    /** Every table that a run leaves. */
    public static final List<TableSchema> ALL = List.of(METRICS, EPOCHS, GRAM, LOGITS, SPECTRA);

    private final Path run;
    private final Map<String, Long> begun;
    private final Map<String, CsvWriter> tables = new LinkedHashMap<>();
    private final CsvWriter epochs;
    private final CsvWriter metrics;
    private final CsvWriter gram;
    private final CsvWriter logits;
    private final CsvWriter spectra;

    /** Begins every table in a run's folder. */
    public RunTablesWriter(Path run) {
        this(run, Map.of());
    }

    /**
     * Goes on with the tables in a run's folder, each behind its first bytes; what follows those is cut off.
     *
     * @param lengths as {@link #sync} gave them; a table that is not named is begun
     */
    public RunTablesWriter(Path run, Map<String, Long> lengths) {
        this.run = run;
        begun = lengths;
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

    private CsvWriter begin(TableSchema layout) {
        CsvWriter table =
                new CsvWriter(run.resolve(layout.file()), layout.columnNames(), begun.getOrDefault(layout.file(), 0L));
        tables.put(layout.file(), table);
        return table;
    }

    /** Waits until all rows are on the disk; returns how many bytes each file has. */
    public Map<String, Long> sync() {
        Map<String, Long> lengths = new LinkedHashMap<>();
        tables.forEach((file, table) -> lengths.put(file, table.sync()));
        return lengths;
    }

    /** Whether a run's folder has at least these bytes of each file, and a row ends with them. */
    public static boolean containCompleteRows(Path run, Map<String, Long> lengths) {
        return lengths.entrySet().stream().allMatch(length -> endsRow(run.resolve(length.getKey()), length.getValue()));
    }

    private static boolean endsRow(Path file, long length) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.read(last, length - 1) == 1 && last.get(0) == '\n';
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Notes one epoch: running loss and error, the rate, and the seconds that its steps took. */
    public void writeEpoch(int epoch, double loss, double error, double learningRate, double seconds) {
        epochs.writeRow(epoch, loss, error, learningRate, Math.round(seconds * 1e3) / 1e3);
        epochs.flush();
    }

    /** Notes everything measured at one layer and split. */
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
        matrix(gram, matrices.meanGram(), epoch, layer, split, "class_mean_gram");
        series("within", spectrum.withinEigenvalues(), epoch, layer, split);
        series("between", spectrum.betweenEigenvalues(), epoch, layer, split);
        if (matrices.headGram() != null) {
            matrix(gram, matrices.headGram(), epoch, layer, split, "weight_gram");
            matrix(logits, matrices.meanLogits(), epoch, layer, split);
            series("head", spectrum.headSingularValues(), epoch, layer, split);
        }
    }

    /** Hands the rows of a captured epoch on, all tables together. */
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
