package org.ncollapse.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.report.table.MetricsTable;

/**
 * A run as the page's script has it.
 *
 * @param headLayer the layer that the head reads; null as long as nothing has been measured
 * @param zeroErrorEpoch the first captured epoch of the terminal phase; null if there is none
 * @param lastEpoch that any table knows
 * @param summary what there is to say of it, a sentence each
 * @param fit null where it was not fitted
 */
record RunPageData(
        String name,
        String group,
        String epochLabel,
        String status,
        String notes,
        List<String> classes,
        String headLayer,
        Integer zeroErrorEpoch,
        int lastEpoch,
        List<String> summary,
        RunningValues runningValues,
        List<MetricCurves> curves,
        List<MatrixSeries> matrices,
        FitData fit,
        SimplexTrajectory simplex,
        String experiment,
        JsonNode manifest) {

    /** {@code epochs.csv}. */
    record RunningValues(
            List<Integer> epochs, List<Double> loss, List<Double> error, List<Double> rate, List<Double> seconds) {}

    static RunPageData of(RunPageInput run) {
        RunningValues every = new RunningValues(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        PageTable.EPOCHS.forEachRow(run, List.of("epoch", "loss", "error", "learning_rate", "seconds"), row -> {
            every.epochs.add(row.nonNegativeInt("epoch"));
            every.loss.add(PageJson.nullIfNotFinite(row.number("loss")));
            every.error.add(PageJson.nullIfNotFinite(row.number("error")));
            every.rate.add(PageJson.nullIfNotFinite(row.number("learning_rate")));
            every.seconds.add(PageJson.nullIfNotFinite(row.number("seconds")));
        });
        MetricsTable metrics =
                run.complete() ? MetricsTable.read(run.folder()) : MetricsTable.readPartial(run.folder());
        OptionalInt zero = metrics.zeroErrorEpoch();
        int last = Math.max(
                every.epochs.stream().mapToInt(epoch -> epoch).max().orElse(0),
                metrics.rows().stream().mapToInt(MetricsTable.Row::epoch).max().orElse(0));
        FitData theory = FitData.read(run);
        return new RunPageData(
                run.name(),
                run.group(),
                run.epochLabel(),
                run.status().word(),
                run.notes(),
                run.classes(),
                metrics.headLayer().orElse(null),
                zero.isPresent() ? zero.getAsInt() : null,
                last,
                SummaryText.of(run, metrics, last, theory),
                every,
                MetricCurves.of(metrics),
                MatrixSeries.read(run, zero.stream().boxed().toList()),
                theory,
                run.simplex(),
                run.experiment(),
                run.manifest());
    }
}
