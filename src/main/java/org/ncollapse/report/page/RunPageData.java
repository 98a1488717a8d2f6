package org.ncollapse.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.report.table.MetricsTable;

/**
 * A run as the page's scripts read it.
 *
 * @param headLayer the head's input layer; null as long as nothing has been measured
 * @param zeroErrorEpoch the first captured epoch of the terminal phase; null if there is none
 * @param lastEpoch the last epoch in any table
 * @param summary one string for each sentence
 * @param fit null if the run was not fitted
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
        RunningValues runningValues = new RunningValues(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        PageTable.EPOCHS.forEachRow(run, List.of("epoch", "loss", "error", "learning_rate", "seconds"), row -> {
            runningValues.epochs.add(row.nonNegativeInt("epoch"));
            runningValues.loss.add(PageJson.nullIfNotFinite(row.number("loss")));
            runningValues.error.add(PageJson.nullIfNotFinite(row.number("error")));
            runningValues.rate.add(PageJson.nullIfNotFinite(row.number("learning_rate")));
            runningValues.seconds.add(PageJson.nullIfNotFinite(row.number("seconds")));
        });
        MetricsTable metrics =
                run.complete() ? MetricsTable.read(run.folder()) : MetricsTable.readPartial(run.folder());
        OptionalInt zero = metrics.zeroErrorEpoch();
        int last = Math.max(
                runningValues.epochs.stream().mapToInt(epoch -> epoch).max().orElse(0),
                metrics.rows().stream().mapToInt(MetricsTable.Row::epoch).max().orElse(0));
        FitData fit = FitData.read(run);
        return new RunPageData(
                run.name(),
                run.group(),
                run.epochLabel(),
                run.status().key(),
                run.notes(),
                run.classes(),
                metrics.headLayer().orElse(null),
                zero.isPresent() ? zero.getAsInt() : null,
                last,
                SummaryText.of(run, metrics, last, fit),
                runningValues,
                MetricCurves.of(metrics),
                MatrixSeries.read(run, zero.stream().boxed().toList()),
                fit,
                run.simplex(),
                run.experiment(),
                run.manifest());
    }
}
