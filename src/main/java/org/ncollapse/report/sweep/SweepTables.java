package org.ncollapse.report.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.report.Column;
import org.ncollapse.report.CsvTable;
import org.ncollapse.report.TidyTable;
import org.ncollapse.report.WholeFile;

/**
 * {@code runs.csv}, how every run of a sweep ended, and {@code means.csv}, means over seeds. Each file is replaced
 * whole.
 */
public final class SweepTables {

    private static final List<Column> PLACE =
            List.of(Column.key("layer", "as in metrics.csv"), Column.key("split", "train or test"));
    private static final List<Column> MEAN = List.of(
            Column.key("quantity", "a column of runs.csv"),
            Column.key(
                    "scale",
                    "linear, or log10 for quantities that collapse sends to zero: their means are geometric, their intervals those of the logarithm"),
            Column.of("count", "finished runs in which the quantity is defined", "runs"),
            Column.of("mean", "over those; empty where one of them is not positive on a log10 scale", "the quantity's"),
            Column.of(
                    "deviation",
                    "of the sample, over n − 1; decades on a log10 scale; empty for one run",
                    "the quantity's; decades"),
            Column.of(
                    "low",
                    "the lower end of the mean's 95 % confidence interval, by Student's t; empty for one run",
                    "the quantity's"),
            Column.of("high", "its upper end", "the quantity's"));

    private SweepTables() {}

    /** What {@code runs.csv} of a sweep holds: a row a run, layer and split, at the last epoch that was measured. */
    public static TidyTable runs(List<String> keys) {
        return table(
                "runs.csv",
                List.of(Column.key("run", "its name"), Column.key("status", "finished or diverged")),
                swept(keys),
                List.of(
                        Column.key("seed", "of the run"),
                        Column.key("epoch", "the last that was measured"),
                        Column.key(
                                "zero_error_at", "the first captured epoch of zero training error; empty without one")),
                PLACE,
                Quantity.ALL.stream().map(Quantity::column).toList());
    }

    /** What {@code means.csv} of a sweep holds: a row a setting, layer, split and quantity. */
    public static TidyTable means(List<String> keys) {
        return table("means.csv", swept(keys), PLACE, MEAN);
    }

    private static List<Column> swept(List<String> keys) {
        return keys.stream()
                .map(key -> Column.key(key, "the experiment's key that was varied"))
                .toList();
    }

    @SafeVarargs
    private static TidyTable table(String file, List<Column>... columns) {
        return new TidyTable(
                file, Stream.of(columns).flatMap(Collection::stream).toList());
    }

    /** Writes both tables into a sweep's folder. */
    public static List<Path> write(Path folder, SweepResults results) throws IOException {
        Path runs = folder.resolve(runs(results.keys()).file());
        Path means = folder.resolve(means(results.keys()).file());
        WholeFile.replace(runs, beside -> {
            try (CsvTable table = new CsvTable(beside, runs(results.keys()).header())) {
                results.runs().stream().filter(run -> run.end() != null).forEach(run -> write(run, table));
            }
        });
        WholeFile.replace(means, beside -> {
            try (CsvTable table = new CsvTable(beside, means(results.keys()).header())) {
                write(results, table);
            }
        });
        return List.of(runs, means);
    }

    private static void write(SweptRun run, CsvTable table) {
        for (EndReading.Row row : run.end().rows()) {
            List<Object> cells = new ArrayList<>(List.of(run.name(), run.status()));
            cells.addAll(run.values());
            cells.addAll(List.of(
                    run.seed(),
                    run.end().epoch(),
                    run.end().zero() < 0 ? "" : run.end().zero(),
                    row.layer(),
                    row.split()));
            Quantity.ALL.forEach(quantity -> cells.add(quantity.of(run, row)));
            table.row(cells.toArray());
        }
    }

    /** What a layer and split have in no run has no rows; what a setting lacks has one with a count of 0. */
    private static void write(SweepResults results, CsvTable table) {
        List<Setting> settings = results.settings().stream()
                .filter(setting -> !setting.finished().isEmpty())
                .toList();
        List<List<String>> places = settings.stream()
                .flatMap(setting -> setting.finished().stream())
                .flatMap(run -> run.end().rows().stream())
                .map(row -> List.of(row.layer(), row.split()))
                .distinct()
                .toList();
        List<Cell> cells = new ArrayList<>();
        for (List<String> place : places) {
            for (Quantity quantity : Quantity.ALL) {
                Cell cell = new Cell(place, quantity);
                if (settings.stream().anyMatch(setting -> cell.mean(setting).count() > 0)) {
                    cells.add(cell);
                }
            }
        }
        for (Setting setting : settings) {
            for (Cell cell : cells) {
                Interval mean = cell.mean(setting);
                List<Object> row = new ArrayList<>(setting.values());
                row.addAll(cell.place());
                row.addAll(List.of(
                        cell.quantity().name(),
                        cell.quantity().scale().word(),
                        mean.count(),
                        mean.mean(),
                        mean.deviation(),
                        mean.low(),
                        mean.high()));
                table.row(row.toArray());
            }
        }
    }

    /** A layer and split, and what is averaged there. */
    private record Cell(List<String> place, Quantity quantity) {

        Interval mean(Setting setting) {
            return Interval.of(
                    setting.finished().stream().mapToDouble(this::value).toArray(), quantity.scale());
        }

        private double value(SweptRun run) {
            return run.end().rows().stream()
                    .filter(row ->
                            row.layer().equals(place.get(0)) && row.split().equals(place.get(1)))
                    .findFirst()
                    .map(row -> quantity.of(run, row))
                    .orElse(Double.NaN);
        }
    }
}
