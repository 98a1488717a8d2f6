package org.ncollapse.report.export;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ncollapse.report.export.Tabular.Group;
import org.ncollapse.report.export.Tabular.TableRow;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.spec.Split;

/**
 * {@code tables/collapse.tex}: the main measures at the head's input, at the first epoch without training error and at
 * the last, on each split.
 */
final class CollapseTable {

    private CollapseTable() {}

    static ExportedFile of(ExportedRun subject, MetricsTable metrics) {
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
        String note = "%s (%s; the run is %s): measures at the layer %s; %s."
                .formatted(
                        LatexText.escape(subject.name()),
                        LatexText.escape(subject.description()),
                        LatexText.escape(subject.status().word()),
                        LatexText.escape(layer),
                        zero.isPresent()
                                ? "training error is zero for the first time at %s %d"
                                        .formatted(subject.epochLabel(), zero.getAsInt())
                                : "training error never was zero");
        return new ExportedFile(
                "tables/collapse.tex",
                new Tabular(
                                note,
                                IntStream.range(0, epochs.size())
                                        .mapToObj(i -> new Group(
                                                head(subject, epochs.get(i), zero),
                                                columns.get(i).size()))
                                        .toList(),
                                rows.stream()
                                        .map(row -> row.split() == Split.TRAIN ? "training" : "test")
                                        .toList(),
                                Stream.of(TableMetric.values())
                                        .map(measure -> TableRow.of(
                                                measure.latex(),
                                                rows.stream()
                                                        .map(row -> row.value(measure.column()))
                                                        .toList()))
                                        .toList())
                        .toLatex());
    }

    private static String head(ExportedRun subject, int epoch, OptionalInt zero) {
        return subject.epochLabel() + " " + epoch
                + (zero.isPresent() && zero.getAsInt() == epoch ? " (zero error)" : "");
    }
}
