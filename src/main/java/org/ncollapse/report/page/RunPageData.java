package org.ncollapse.report.page;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.report.table.MetricsTable;

/**
 * A run as the page's scripts read it.
 *
 * @param summary one string for each sentence
 * @param seen for the name of each metric a sentence on its course in this run
 * @param fit null if the run was not fitted
 * @param simplex null if the run has no samples for it
 */
record RunPageData(
        @JsonUnwrapped RunDescription description,
        String status,
        @JsonUnwrapped MetricsOverview overview,
        List<String> summary,
        Map<String, String> seen,
        @JsonUnwrapped Series series,
        FitData fit,
        SimplexTrajectory simplex,
        @JsonUnwrapped RunProvenance provenance) {

    /**
     * Properties of the run's tables.
     *
     * @param headLayer the head's input layer; null as long as nothing has been measured
     * @param zeroErrorEpoch the first captured epoch of the terminal phase; null if there is none
     * @param lastEpoch the last epoch in any table
     */
    record MetricsOverview(String headLayer, Integer zeroErrorEpoch, int lastEpoch) {}

    /** What the tables have for each epoch. */
    record Series(TrainingMeans trainingMeans, List<MetricCurves> curves, List<MatrixSeries> matrices) {}

    /** {@code epochs.csv}: loss and error are means over an epoch's batches during training. */
    record TrainingMeans(
            List<Integer> epochs,
            List<Double> loss,
            List<Double> error,
            List<Double> learningRate,
            List<Double> seconds) {

        static TrainingMeans read(RunPageInput run) {
            TrainingMeans means = new TrainingMeans(
                    new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            PageTable.EPOCHS.forEachRow(run, row -> {
                means.epochs.add(row.nonNegativeInt("epoch"));
                means.loss.add(PageJson.nullIfNotFinite(row.number("loss")));
                means.error.add(PageJson.nullIfNotFinite(row.number("error")));
                means.learningRate.add(PageJson.nullIfNotFinite(row.number("learning_rate")));
                means.seconds.add(PageJson.nullIfNotFinite(row.number("seconds")));
            });
            return means;
        }

        int lastEpoch() {
            return epochs.stream().mapToInt(epoch -> epoch).max().orElse(0);
        }
    }

    static RunPageData of(RunPageInput run) {
        TrainingMeans trainingMeans = TrainingMeans.read(run);
        MetricsTable metrics =
                run.complete() ? MetricsTable.read(run.folder()) : MetricsTable.readPartial(run.folder());
        List<Integer> zeroErrorEpoch = metrics.zeroErrorEpoch().stream().boxed().toList();
        int lastEpoch = Math.max(
                trainingMeans.lastEpoch(),
                metrics.rows().stream().mapToInt(MetricsTable.Row::epoch).max().orElse(0));
        FitData fit = FitData.read(run);
        return new RunPageData(
                run.description(),
                run.status().key(),
                new MetricsOverview(
                        metrics.headLayer().orElse(null),
                        zeroErrorEpoch.stream().findFirst().orElse(null),
                        lastEpoch),
                SummaryText.of(run, metrics, lastEpoch, fit),
                MetricSentences.of(metrics, run.description().epochLabel()),
                new Series(trainingMeans, MetricCurves.of(metrics), MatrixSeries.read(run, zeroErrorEpoch)),
                fit,
                run.simplex().orElse(null),
                run.provenance());
    }
}
