package org.ncollapse.report;

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
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.metrics.Spectra;

/**
 * The tidy tables of a run: {@code epochs.csv} for every epoch; for captured ones {@code metrics.csv}, {@code gram.csv},
 * {@code logits.csv} and {@code spectra.csv}. The key is always (epoch, layer, split); epoch counts completed epochs.
 */
public final class RunTables implements Closeable {

    /** What writes these tables, for the message of a reader that misses one. */
    static final String WRITER = "a run";
    static final List<String> KEYS = List.of("epoch", "layer", "split");

    private final Path run;
    private final Map<String, Long> begun;
    private final Map<String, CsvTable> tables = new LinkedHashMap<>();
    private final CsvTable epochs;
    private final CsvTable metrics;
    private final CsvTable gram;
    private final CsvTable logits;
    private final CsvTable spectra;

    /** Begins every table in a run's folder. */
    public RunTables(Path run) {
        this(run, Map.of());
    }

    /**
     * Goes on with the tables in a run's folder, each behind its first bytes; what follows those is cut off.
     *
     * @param lengths as {@link #settle} gave them; a table that is not named is begun
     */
    public RunTables(Path run, Map<String, Long> lengths) {
        this.run = run;
        begun = lengths;
        epochs = table("epochs", List.of("epoch", "loss", "error", "learning_rate", "seconds"));
        metrics = keyed("metrics", Arrays.stream(MetricColumn.values()).map(MetricColumn::column).toArray(String[]::new));
        gram = keyed("gram", "matrix", "i", "j", "value");
        logits = keyed("logits", "i", "j", "value");
        spectra = keyed("spectra", "matrix", "index", "value");
    }

    private CsvTable keyed(String name, String... columns) {
        return table(name, Stream.concat(KEYS.stream(), Stream.of(columns)).toList());
    }

    private CsvTable table(String name, List<String> columns) {
        String file = name + ".csv";
        CsvTable table = new CsvTable(run.resolve(file), columns, begun.getOrDefault(file, 0L));
        tables.put(file, table);
        return table;
    }

    /** Waits until all rows are on the disk; returns how many bytes each file has. */
    public Map<String, Long> settle() {
        Map<String, Long> lengths = new LinkedHashMap<>();
        tables.forEach((file, table) -> lengths.put(file, table.settle()));
        return lengths;
    }

    /** Whether a run's folder has at least these bytes of each file, and a row ends with them. */
    public static boolean hold(Path run, Map<String, Long> lengths) {
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
    public void epoch(int epoch, double loss, double error, double learningRate, double seconds) {
        epochs.row(epoch, loss, error, learningRate, Math.round(seconds * 1e3) / 1e3);
        epochs.flush();
    }

    /** Notes everything measured at one layer and split. */
    public void measured(int epoch, String layer, String split, CollapseMetrics values, ClassMatrices matrices, Spectra spectrum) {
        List<Object> row = new ArrayList<>(List.of(epoch, layer, split));
        for (MetricColumn column : MetricColumn.values()) {
            double value = column.value(values);
            row.add(column == MetricColumn.TERMINAL && !Double.isNaN(value) ? (Object) (int) value : (Object) value);
        }
        metrics.row(row.toArray());
        matrix(gram, matrices.means(), epoch, layer, split, "means");
        series("within", spectrum.within(), epoch, layer, split);
        series("between", spectrum.between(), epoch, layer, split);
        if (matrices.head() != null) {
            matrix(gram, matrices.head(), epoch, layer, split, "head");
            matrix(logits, matrices.logits(), epoch, layer, split);
            series("head", spectrum.head(), epoch, layer, split);
        }
    }

    /** Hands the rows of a captured epoch on, all tables together. */
    public void flush() {
        tables.values().forEach(CsvTable::flush);
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
        IOException failure = null;
        for (CsvTable table : tables.values()) {
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
