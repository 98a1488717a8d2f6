package org.ncollapse.report.export;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.export.Tabular.Group;
import org.ncollapse.report.export.Tabular.TableRow;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.spec.Split;

/**
 * {@code tables/metrics.tex}: the main metrics at the head's input on each split, at the zero-error epoch and at the
 * last epoch.
 */
final class CollapseTable {

    private CollapseTable() {}

    static ExportedFile of(ExportedRun run, MetricsTable metrics) {
        String layer = metrics.headLayer().orElseThrow();
        OptionalInt zero = metrics.zeroErrorEpoch();
        List<Integer> epochs = IntStream.concat(zero.stream(), metrics.lastEpoch().stream())
                .distinct()
                .boxed()
                .toList();
        List<List<Row>> columns = epochs.stream()
                .map(epoch -> metrics.splits().stream()
                        .flatMap(split ->
                                metrics.series(layer, split).rows().stream().filter(row -> row.epoch() == epoch))
                        .toList())
                .toList();
        List<Row> rows = columns.stream().flatMap(List::stream).toList();
        String note = "%s (%s; the run is %s): metrics at the layer %s; %s."
                .formatted(
                        LatexText.escape(run.name()),
                        LatexText.escape(run.description()),
                        LatexText.escape(run.status().key()),
                        LatexText.escape(layer),
                        zeroErrorNote(run, metrics.series(layer, Split.TRAIN), zero));
        return new ExportedFile(
                "tables/metrics.tex",
                new Tabular(
                                note,
                                IntStream.range(0, epochs.size())
                                        .mapToObj(i -> new Group(
                                                head(run, epochs.get(i), zero),
                                                columns.get(i).size()))
                                        .toList(),
                                rows.stream()
                                        .map(row -> row.split() == Split.TRAIN ? "training" : "test")
                                        .toList(),
                                Stream.of(TableMetric.values())
                                        .map(metric -> TableRow.of(
                                                metric.latex(),
                                                rows.stream()
                                                        .map(row -> row.value(metric.column()))
                                                        .toList()))
                                        .toList())
                        .toLatex());
    }

    private static String zeroErrorNote(ExportedRun run, MetricsTable.Series train, OptionalInt zero) {
        if (zero.isPresent()) {
            return "the zero-error %s is %d".formatted(run.epochLabel(), zero.getAsInt());
        }
        return train.isDefined(MetricColumn.ERROR)
                ? "the training error was never zero"
                : "the training error was not measured";
    }

    private static String head(ExportedRun run, int epoch, OptionalInt zero) {
        return run.epochLabel() + " " + epoch + (zero.isPresent() && zero.getAsInt() == epoch ? " (zero error)" : "");
    }
}
