package org.ncollapse.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.SimplexTrajectory;

/**
 * A run as the page's script has it.
 *
 * @param zeroErrorEpoch the first captured epoch of the terminal phase; null without one
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
        List<MetricCurves> curves = MetricCurves.read(run);
        Integer zero = zeroErrorEpoch(curves);
        int last = Math.max(
                every.epochs.stream().mapToInt(epoch -> epoch).max().orElse(0),
                curves.stream()
                        .flatMap(curve -> curve.epochs().stream())
                        .mapToInt(epoch -> epoch)
                        .max()
                        .orElse(0));
        FitData theory = FitData.read(run);
        return new RunPageData(
                run.name(),
                run.group(),
                run.epochLabel(),
                run.status(),
                run.notes(),
                run.classes(),
                zero,
                last,
                SummaryText.of(run, zero, last, curves, theory),
                every,
                curves,
                MatrixSeries.read(run, zero == null ? List.of() : List.of(zero)),
                theory,
                run.simplex(),
                run.experiment(),
                run.manifest());
    }

    private static Integer zeroErrorEpoch(List<MetricCurves> curves) {
        for (MetricCurves curve : curves) {
            int first = curve.column(MetricColumn.TERMINAL_PHASE) == null
                    ? -1
                    : curve.column(MetricColumn.TERMINAL_PHASE).indexOf(1.0);
            if (first >= 0) {
                return curve.epochs().get(first);
            }
        }
        return null;
    }
}
