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
 * {@code runs.csv}, how every run of a sweep ended, and {@code means.csv}, means over seeds. Each file is replaced
 * whole.
 */
public final class SweepTables {

    private static final List<TableColumn> PLACE =
            List.of(TableColumn.key("layer", "as in metrics.csv"), TableColumn.key("split", "train or test"));
    private static final List<TableColumn> MEAN = List.of(
            TableColumn.key("quantity", "a column of runs.csv"),
            TableColumn.key(
                    "scale",
                    "linear, or log10 for quantities that collapse sends to zero: their means are geometric, their intervals those of the logarithm"),
            TableColumn.of("n", "finished runs in which the quantity is defined", "runs"),
            TableColumn.of(
                    "mean", "over those; empty where one of them is not positive on a log10 scale", "the quantity's"),
            TableColumn.of(
                    "std",
                    "of the sample, over n − 1; decades on a log10 scale; empty for one run",
                    "the quantity's; decades"),
            TableColumn.of(
                    "ci95_low",
                    "the lower end of the mean's 95 % confidence interval, by Student's t; empty for one run",
                    "the quantity's"),
            TableColumn.of("ci95_high", "the upper end of that interval", "the quantity's"));

    private SweepTables() {}

    /** What {@code runs.csv} of a sweep holds: a row a run, layer and split, at the last epoch that was measured. */
    public static TableSchema runs(List<String> keys) {
        return table(
                "runs.csv",
                List.of(TableColumn.key("run", "its name"), TableColumn.key("status", "finished or diverged")),
                swept(keys),
                List.of(
                        TableColumn.key("seed", "of the run"),
                        TableColumn.key("epoch", "the last that was measured"),
                        TableColumn.key(
                                "zero_error_epoch",
                                "the first captured epoch of zero training error; empty without one")),
                PLACE,
                SweepQuantity.ALL.stream().map(SweepQuantity::column).toList());
    }

    /** What {@code means.csv} of a sweep holds: a row a setting, layer, split and quantity. */
    public static TableSchema means(List<String> keys) {
        return table("means.csv", swept(keys), PLACE, MEAN);
    }

    private static List<TableColumn> swept(List<String> keys) {
        return keys.stream()
                .map(key -> TableColumn.key(key, "the experiment's key that was varied"))
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
                    new ArrayList<>(List.of(run.name(), run.status().word()));
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

    /** What a layer and split have in no run has no rows; what a setting lacks has one with a count of 0. */
    private static void write(SweepResults results, CsvWriter table) {
        List<SeedGroup> settings = results.seedGroups().stream()
                .filter(setting -> !setting.finished().isEmpty())
                .toList();
        List<LayerSplit> layerSplits = settings.stream()
                .flatMap(setting -> setting.finished().stream())
                .flatMap(run -> run.lastMetrics().rows().stream())
                .map(row -> new LayerSplit(row.layer(), row.split()))
                .distinct()
                .toList();
        List<MeanKey> cells = new ArrayList<>();
        for (LayerSplit layerSplit : layerSplits) {
            for (SweepQuantity quantity : SweepQuantity.ALL) {
                MeanKey cell = new MeanKey(layerSplit, quantity);
                if (settings.stream().anyMatch(setting -> cell.mean(setting).n() > 0)) {
                    cells.add(cell);
                }
            }
        }
        for (SeedGroup setting : settings) {
            for (MeanKey cell : cells) {
                MeanEstimate mean = cell.mean(setting);
                List<Object> row = new ArrayList<>(setting.values());
                row.addAll(List.of(
                        cell.layerSplit().layer(),
                        cell.layerSplit().split(),
                        cell.quantity().name(),
                        cell.quantity().scale().key(),
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

        MeanEstimate mean(SeedGroup setting) {
            return MeanEstimate.of(
                    setting.finished().stream().mapToDouble(this::value).toArray(), quantity.scale());
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
