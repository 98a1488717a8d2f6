package org.ncollapse.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.report.table.MetricsTable.Series;
import org.ncollapse.report.table.ZeroErrorHistory;
import org.ncollapse.spec.Split;
import org.ncollapse.text.NumberText;

/** A run in a few sentences: its zero-error epoch, NC1 to NC4 at the head's layer, and the verdict of a fit. */
final class SummaryText {

    private static final int DIGITS = 3;
    private static final String UNDEFINED = "undefined for this run";

    private final RunPageInput run;
    private final OptionalInt zeroErrorEpoch;
    private final Optional<ZeroErrorHistory> zeroErrorHistory;
    private final Series mainSplit;
    private final Series test;

    private SummaryText(RunPageInput run, MetricsTable metrics, Series mainSplit, Series test) {
        this.run = run;
        this.zeroErrorEpoch = metrics.zeroErrorEpoch();
        this.zeroErrorHistory = ZeroErrorHistory.of(metrics);
        this.mainSplit = mainSplit;
        this.test = test;
    }

    /** @param fit null if the run was not fitted */
    static List<String> of(RunPageInput run, MetricsTable metrics, int lastEpoch, FitData fit) {
        if (metrics.isEmpty()) {
            return List.of("Nothing has been measured yet.");
        }
        String headLayer = metrics.headLayer().orElseThrow();
        // A measurement of saved features may have the test split only.
        SummaryText summary = new SummaryText(
                run,
                metrics,
                metrics.series(headLayer, metrics.splits().get(0)),
                metrics.series(headLayer, Split.TEST));
        List<String> sentences = new ArrayList<>();
        sentences.add(summary.trainingErrorSentence(lastEpoch));
        sentences.add("NC1, within-class variability relative to between-class variability: "
                + summary.startToEnd(MetricColumn.NC1) + ".");
        sentences.add("NC2, distance of the class means to a simplex ETF: " + summary.startToEnd(MetricColumn.NC2_ETF)
                + "; to an orthogonal frame: " + summary.startToEnd(MetricColumn.NC2_OF) + ".");
        sentences.add("NC3, distance of the logits at the class means to a simplex ETF: "
                + summary.startToEnd(MetricColumn.NC3_ETF) + "; to an orthogonal frame: "
                + summary.startToEnd(MetricColumn.NC3_OF) + ".");
        sentences.add("NC4, fraction of samples whose predicted class is not that of the nearest class mean: "
                + summary.startToEnd(MetricColumn.NC4_MISMATCH) + ".");
        if (fit != null && !fit.verdict().isEmpty()) {
            sentences.add(fit.verdict().get(0));
        }
        return sentences;
    }

    private String trainingErrorSentence(int lastEpoch) {
        String end = run.complete()
                ? "The run ended at " + run.description().epochLabel() + " " + lastEpoch
                : "The run is '" + run.status() + "' at " + run.description().epochLabel() + " " + lastEpoch;
        String error = lastOf(test, MetricColumn.ERROR)
                .map(value -> " with a test error of " + NumberText.percent(value))
                .orElse("");
        return zeroErrorSentence() + " " + end + error + ".";
    }

    private String zeroErrorSentence() {
        if (mainSplit.split() != Split.TRAIN || !mainSplit.isDefined(MetricColumn.ERROR)) {
            return "The training error was not measured.";
        }
        return zeroErrorEpoch.isEmpty()
                ? "The training error has not reached zero, so there is no terminal phase."
                : "The training error is zero for the first time at "
                        + run.description().epochLabel() + " " + zeroErrorEpoch.getAsInt() + laterErrors() + ".";
    }

    private String laterErrors() {
        return zeroErrorHistory
                .filter(history -> history.positive() > 0)
                .map(history -> ", and positive again at " + history.positive() + " of the " + history.later()
                        + " later captures")
                .orElse("");
    }

    /** The values at the start, at the zero-error epoch and at the end. */
    private String startToEnd(MetricColumn column) {
        if (!mainSplit.isDefined(column)) {
            return UNDEFINED;
        }
        List<String> values = new ArrayList<>();
        Row first = mainSplit.rows().get(0);
        values.add(number(first.value(column)) + " at " + run.description().epochLabel() + " " + first.epoch());
        mainSplit.rows().stream()
                .skip(1)
                .filter(row -> zeroErrorEpoch.isPresent() && row.epoch() == zeroErrorEpoch.getAsInt())
                .forEach(row -> values.add(number(row.value(column)) + " at zero error"));
        values.add(lastOf(mainSplit, column).map(SummaryText::number).orElse("undefined") + " at the end");
        return String.join(", ", values);
    }

    private static Optional<Double> lastOf(Series series, MetricColumn column) {
        return series.rows().isEmpty()
                ? Optional.empty()
                : Optional.of(series.rows().get(series.rows().size() - 1).value(column))
                        .filter(Double::isFinite);
    }

    private static String number(double value) {
        return Double.isFinite(value) ? NumberText.typographic(value, DIGITS) : "undefined";
    }
}
