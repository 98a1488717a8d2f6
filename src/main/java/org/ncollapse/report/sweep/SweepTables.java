package org.ncollapse.report.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.report.table.CsvWriter;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.report.table.TableColumn;
import org.ncollapse.report.table.TableSchema;
import org.ncollapse.spec.Split;

/**
 * {@code runs.csv} with the final metrics of each run of a sweep, and {@code means.csv} with means over seeds. Each
 * file is replaced atomically.
 */
public final class SweepTables {

    private static final List<TableColumn> LAYER_AND_SPLIT =
            List.of(TableColumn.key("layer", "as in metrics.csv"), TableColumn.key("split", "train or test"));
    private static final List<TableColumn> MEAN_COLUMNS = List.of(
            TableColumn.key("quantity", "a column of runs.csv"),
            TableColumn.key(
                    "scale",
                    "linear, or log10 for quantities that tend to zero under neural collapse: their means are "
                            + "geometric and their intervals those of the logarithm"),
            TableColumn.of("n", "finished runs in which the quantity is defined", "runs"),
            TableColumn.of(
                    "mean", "of these runs; empty if a value on a log10 scale is not positive", "the quantity's"),
            TableColumn.of(
                    "std",
                    "sample standard deviation (n − 1), in decades on a log10 scale; empty for one run",
                    "the quantity's; decades"),
            TableColumn.of(
                    "ci95_low",
                    "the lower end of the mean's 95 % confidence interval, by Student's t; empty for one run",
                    "the quantity's"),
            TableColumn.of("ci95_high", "the upper end of that interval", "the quantity's"));

    private SweepTables() {}

    /** Returns the schema of {@code runs.csv}: one row for each run, layer and split, at the last captured epoch. */
    public static TableSchema runs(List<String> keys) {
        return table(
                "runs.csv",
                List.of(TableColumn.key("run", "its name"), TableColumn.key("status", "finished or diverged")),
                keyColumns(keys),
                List.of(
                        TableColumn.key("seed", "of the run"),
                        TableColumn.key("epoch", "the last captured epoch"),
                        TableColumn.key(
                                "zero_error_epoch",
                                "the first captured epoch of zero training error; empty if there is none")),
                LAYER_AND_SPLIT,
                SweepQuantity.ALL.stream().map(SweepQuantity::column).toList());
    }

    /** Returns the schema of {@code means.csv}: one row for each configuration, layer, split and quantity. */
    public static TableSchema means(List<String> keys) {
        return table("means.csv", keyColumns(keys), LAYER_AND_SPLIT, MEAN_COLUMNS);
    }

    private static List<TableColumn> keyColumns(List<String> keys) {
        return keys.stream()
                .map(key -> TableColumn.key(key, "a varied key of the experiment"))
                .toList();
    }

    @SafeVarargs
    private static TableSchema table(String file, List<TableColumn>... columns) {
        List<TableColumn> all = new ArrayList<>();
        for (List<TableColumn> part : columns) {
            all.addAll(part);
        }
        return new TableSchema(file, all);
    }

    /** Writes both tables into a sweep's folder. */
    public static List<Path> write(Path folder, SweepResults results) throws IOException {
        Path runs = folder.resolve(runs(results.keys()).file());
        Path means = folder.resolve(means(results.keys()).file());
        AtomicFile.writeUnsynced(runs, part -> {
            try (CsvWriter table = new CsvWriter(part, runs(results.keys()).columnNames())) {
                results.runs().stream().filter(run -> run.lastMetrics() != null).forEach(run -> write(run, table));
            }
        });
        AtomicFile.writeUnsynced(means, part -> {
            try (CsvWriter table = new CsvWriter(part, means(results.keys()).columnNames())) {
                write(results, table);
            }
        });
        return List.of(runs, means);
    }

    private static void write(SweepRun run, CsvWriter table) {
        for (Row row : run.lastMetrics().rows()) {
            List<Object> cells =
                    new ArrayList<>(List.of(run.name(), run.status().key()));
            cells.addAll(run.keyValues());
            cells.addAll(List.of(
                    run.seed(),
                    cell(run.lastMetrics().epoch()),
                    cell(run.lastMetrics().zeroErrorEpoch()),
                    row.layer(),
                    row.split()));
            SweepQuantity.ALL.forEach(quantity -> cells.add(quantity.of(run, row)));
            table.writeRow(cells.toArray());
        }
    }

    private static Object cell(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : "";
    }

    /**
     * A quantity that is undefined in all runs at a layer and split has no rows. If it is undefined in one
     * configuration only, that row has n = 0.
     */
    private static void write(SweepResults results, CsvWriter table) {
        List<SweepConfiguration> configurations = results.configurations().stream()
                .filter(configuration -> !configuration.finished().isEmpty())
                .toList();
        List<LayerSplit> layerSplits = configurations.stream()
                .flatMap(configuration -> configuration.finished().stream())
                .flatMap(run -> run.lastMetrics().rows().stream())
                .map(row -> new LayerSplit(row.layer(), row.split()))
                .distinct()
                .toList();
        List<MeanKey> meanKeys = new ArrayList<>();
        for (LayerSplit layerSplit : layerSplits) {
            for (SweepQuantity quantity : SweepQuantity.ALL) {
                MeanKey key = new MeanKey(layerSplit, quantity);
                if (configurations.stream()
                        .anyMatch(configuration -> key.mean(configuration).n() > 0)) {
                    meanKeys.add(key);
                }
            }
        }
        for (SweepConfiguration configuration : configurations) {
            for (MeanKey key : meanKeys) {
                MeanEstimate mean = key.mean(configuration);
                List<Object> row = new ArrayList<>(configuration.values());
                row.addAll(List.of(
                        key.layerSplit().layer(),
                        key.layerSplit().split(),
                        key.quantity().name(),
                        key.quantity().scale().key(),
                        mean.n(),
                        mean.mean(),
                        mean.std(),
                        mean.ci95Low(),
                        mean.ci95High()));
                table.writeRow(row.toArray());
            }
        }
    }

    private record LayerSplit(String layer, Split split) {}

    /** A layer and split, and the quantity that is averaged there. */
    private record MeanKey(LayerSplit layerSplit, SweepQuantity quantity) {

        MeanEstimate mean(SweepConfiguration configuration) {
            return MeanEstimate.of(
                    configuration.finished().stream().mapToDouble(this::value).toArray(), quantity.scale());
        }

        private double value(SweepRun run) {
            return run.lastMetrics().rows().stream()
                    .filter(row -> layerSplit.equals(new LayerSplit(row.layer(), row.split())))
                    .findFirst()
                    .map(row -> quantity.of(run, row))
                    .orElse(Double.NaN);
        }
    }
}
