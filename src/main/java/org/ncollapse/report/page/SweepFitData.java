package org.ncollapse.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.report.sweep.FitColumn;
import org.ncollapse.report.sweep.FitSummary;
import org.ncollapse.report.sweep.SeedRange;
import org.ncollapse.report.sweep.SweepResults;
import org.ncollapse.ufm.fit.TrajectoryMetric;

/**
 * The table of a sweep's fits: one row for each configuration and model.
 *
 * @param columns of scores, only those that any row has
 */
record SweepFitData(List<Column> columns, List<Row> rows) {

    /** The title of a score and the significant digits that are shown. */
    record Column(String title, int digits) {}

    /**
     * The fits of a model to the seeds of a configuration.
     *
     * @param values of the sweep's keys
     * @param seeds the number of fits
     * @param scores one for each column
     */
    record Row(List<String> values, String model, int seeds, List<RangeData> scores) {}

    /** The median of the seeds and their range; null where undefined. */
    record RangeData(Double median, Double low, Double high) {
        static RangeData of(SeedRange range) {
            return new RangeData(
                    PageJson.nullIfNotFinite(range.median()),
                    PageJson.nullIfNotFinite(range.low()),
                    PageJson.nullIfNotFinite(range.high()));
        }
    }

    /** Scores under one title: NC2 is the distance to one of two frames. */
    private record Title(String text, int digits, List<FitColumn> alternatives) {

        static Title factor(String text, TrajectoryMetric... metrics) {
            return new Title(
                    text,
                    FACTOR_DIGITS,
                    Stream.of(metrics)
                            .map(metric -> FitColumn.factor("", metric))
                            .toList());
        }

        RangeData of(FitSummary summary) {
            return alternatives.stream()
                    .map(summary::range)
                    .map(RangeData::of)
                    .filter(range -> range.median() != null)
                    .findFirst()
                    .orElse(new RangeData(null, null, null));
        }
    }

    private static final int DIGITS = 2;
    /** Factors of good models are just above 1. */
    private static final int FACTOR_DIGITS = 3;

    private static final List<Title> TITLES = List.of(
            new Title("\u03ba", DIGITS, List.of(FitColumn.FEATURE_RATE)),
            Title.factor("NC1", TrajectoryMetric.NC1),
            Title.factor("NC2", TrajectoryMetric.NC2_OF, TrajectoryMetric.NC2_ETF),
            Title.factor("NC1(H\u2082)/NC1(H\u2081)", TrajectoryMetric.NC1_RATIO),
            new Title("together", FACTOR_DIGITS, List.of(FitColumn.factor(""))),
            new Title("constant curves", FACTOR_DIGITS, List.of(FitColumn.factor("_constant"))),
            new Title("frozen features", FACTOR_DIGITS, List.of(FitColumn.factor("_frozen"))),
            new Title("skill, constant", DIGITS, List.of(FitColumn.skill("_constant"))),
            new Title("skill, frozen", DIGITS, List.of(FitColumn.skill("_frozen"))));

    /** Summarizes the fits of a sweep; null without any. */
    static SweepFitData of(SweepResults results) {
        List<FitSummary> summaries = FitSummary.of(results);
        List<Title> titles = TITLES.stream()
                .filter(title ->
                        summaries.stream().anyMatch(summary -> title.of(summary).median() != null))
                .toList();
        List<Row> rows = new ArrayList<>();
        for (FitSummary summary : summaries) {
            rows.add(new Row(
                    summary.values(),
                    summary.model(),
                    summary.fits().size(),
                    titles.stream().map(title -> title.of(summary)).toList()));
        }
        return rows.isEmpty()
                ? null
                : new SweepFitData(
                        titles.stream()
                                .map(title -> new Column(title.text(), title.digits()))
                                .toList(),
                        rows);
    }
}
