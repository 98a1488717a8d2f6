package org.ncollapse.report.table;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.FitInputTables.EpochLearningRate;
import org.ncollapse.report.table.FitInputTables.EpochStatistics;
import org.ncollapse.report.table.FitInputTables.LayerValues;
import org.ncollapse.spec.Split;
import org.ncollapse.ufm.fit.CapturedEpoch.FrameDistances;

/**
 * Reads {@link FitInputTables}. {@code metrics.csv} has the epochs and layers. The other tables are read row by row,
 * because {@code gram.csv} has K² rows for each layer and epoch.
 */
final class FitInputTablesReader {
    private final Path folder;
    private final boolean lastEpochOnly;
    private final TreeMap<Integer, Epoch> epochs = new TreeMap<>();

    /** @param lastEpochOnly whether only the last captured epoch is read */
    FitInputTablesReader(Path folder, boolean lastEpochOnly) {
        this.folder = folder;
        this.lastEpochOnly = lastEpochOnly;
    }

    FitInputTables read() {
        addMetrics(MetricsTable.read(folder));
        if (lastEpochOnly && !epochs.isEmpty()) {
            epochs.headMap(epochs.lastKey()).clear();
        }
        train(
                RunTablesWriter.GRAM,
                row -> gram(row).add(row.nonNegativeInt("i"), row.nonNegativeInt("j"), row.number("value")));
        train(
                RunTablesWriter.LOGITS,
                row -> epoch(row).logits.add(row.nonNegativeInt("i"), row.nonNegativeInt("j"), row.number("value")));
        train(RunTablesWriter.SPECTRA, this::spectrum);
        return new FitInputTables(
                epochs.entrySet().stream()
                        .map(entry -> assembled(entry.getKey(), entry.getValue()))
                        .toList(),
                CsvReader.readAll(
                        folder,
                        RunTablesWriter.WRITER,
                        RunTablesWriter.EPOCHS,
                        row -> new EpochLearningRate(row.nonNegativeInt("epoch"), row.number("learning_rate"))));
    }

    private static final class Epoch {
        private final Map<String, Layer> layers = new LinkedHashMap<>();
        private final SquareMatrixBuilder headGram = new SquareMatrixBuilder();
        private final SquareMatrixBuilder logits = new SquareMatrixBuilder();
        private boolean terminal;
        /** Metrics of the head's input layer; null if it was not measured at this epoch. */
        private MetricsTable.Row head;

        double value(MetricColumn column) {
            return head == null ? Double.NaN : head.value(column);
        }
    }

    private static final class Layer {
        private final SquareMatrixBuilder gram = new SquareMatrixBuilder();
        private final double nc1;
        private double withinTrace;
        private int withinCount;

        Layer(double nc1) {
            this.nc1 = nc1;
        }
    }

    private void train(TableSchema table, Consumer<CsvRow> consumer) {
        CsvReader.forEachRow(folder, RunTablesWriter.WRITER, table, row -> {
            if (row.split() == Split.TRAIN
                    && !(lastEpochOnly && !epochs.isEmpty() && row.nonNegativeInt("epoch") < epochs.lastKey())) {
                consumer.accept(row);
            }
        });
    }

    private void addMetrics(MetricsTable metrics) {
        String headLayer = metrics.headLayer().orElse("");
        int zeroErrorEpoch = metrics.zeroErrorEpoch().orElse(Integer.MAX_VALUE);
        for (MetricsTable.Row row : metrics.rows()) {
            if (row.split() == Split.TRAIN) {
                Epoch epoch = epochs.computeIfAbsent(row.epoch(), number -> new Epoch());
                epoch.layers.put(row.layer(), new Layer(row.value(MetricColumn.NC1)));
                epoch.terminal = row.epoch() >= zeroErrorEpoch;
                if (row.layer().equals(headLayer)) {
                    epoch.head = row;
                }
            }
        }
    }

    private SquareMatrixBuilder gram(CsvRow row) {
        return switch (row.text("matrix")) {
            case "class_mean_gram" -> layer(row).gram;
            case "weight_gram" -> epoch(row).headGram;
            default -> throw row.invalidCell("matrix", "class_mean_gram or weight_gram", null);
        };
    }

    private void spectrum(CsvRow row) {
        if (row.text("matrix").equals("within")) {
            Layer layer = layer(row);
            if (row.nonNegativeInt("index") != layer.withinCount) {
                throw row.invalidCell("index", "the next index, " + layer.withinCount, null);
            }
            layer.withinTrace += row.number("value");
            layer.withinCount++;
        }
    }

    private Epoch epoch(CsvRow row) {
        Epoch epoch = epochs.get(row.nonNegativeInt("epoch"));
        if (epoch == null) {
            throw row.invalidCell("epoch", "an epoch that metrics.csv has for the training split", null);
        }
        return epoch;
    }

    private Layer layer(CsvRow row) {
        Layer layer = epoch(row).layers.get(row.text("layer"));
        if (layer == null) {
            throw row.invalidCell("layer", "a layer that metrics.csv has for this epoch", null);
        }
        return layer;
    }

    private EpochStatistics assembled(int number, Epoch epoch) {
        List<LayerValues> layers = epoch.layers.entrySet().stream()
                .map(entry -> assembled(number, entry.getKey(), entry.getValue()))
                .toList();
        DMatrixRMaj headGram = square(epoch.headGram, "gram.csv", "the head's Gram matrix", number);
        DMatrixRMaj logits = square(epoch.logits, "logits.csv", "the logits", number);
        for (LayerValues layer : layers) {
            if (layer.gram().numRows != logits.numRows || headGram.numRows != logits.numRows) {
                throw new BadInputException(
                        ("%s: at epoch %d gram.csv and logits.csv have different numbers of classes; "
                                        + "they belong to different runs")
                                .formatted(folder, number));
            }
        }
        return new EpochStatistics(
                number,
                epoch.terminal,
                epoch.value(MetricColumn.LOSS),
                new FrameDistances(epoch.value(MetricColumn.NC2_ETF), epoch.value(MetricColumn.NC2_OF)),
                headGram,
                logits,
                layers);
    }

    private LayerValues assembled(int epoch, String name, Layer layer) {
        if (layer.withinCount == 0) {
            throw new BadInputException(("%s: no within-class spectrum of layer %s at epoch %d on the training split; "
                            + "the table is incomplete")
                    .formatted(folder.resolve("spectra.csv"), name, epoch));
        }
        return new LayerValues(
                name,
                square(layer.gram, "gram.csv", "the means' Gram matrix of layer " + name, epoch),
                layer.withinTrace,
                layer.nc1);
    }

    private DMatrixRMaj square(SquareMatrixBuilder cells, String file, String what, int epoch) {
        DMatrixRMaj matrix = cells.build();
        if (matrix == null) {
            throw new BadInputException(
                    "%s: %s at epoch %d on the training split lacks entries or has duplicates; the table is incomplete"
                            .formatted(folder.resolve(file), what, epoch));
        }
        return matrix;
    }
}
