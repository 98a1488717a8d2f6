package org.ncollapse.report.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.spec.Split;

/**
 * A run in a few sentences: when training error came to zero, how far each of NC1 to NC4 went, which model describes
 * it.
 */
final class SummaryText {

    private final RunPageInput run;
    private final Integer zero;
    private final MetricCurves train;
    private final MetricCurves test;

    private SummaryText(RunPageInput run, Integer zero, MetricCurves train, MetricCurves test) {
        this.run = run;
        this.zero = zero;
        this.train = train;
        this.test = test;
    }

    static List<String> of(RunPageInput run, Integer zero, int last, List<MetricCurves> curves, FitData theory) {
        List<String> sentences = new ArrayList<>();
        if (curves.isEmpty()) {
            return List.of("Nothing has been measured yet.");
        }
        MetricCurves train = curves.stream()
                .filter(curve -> curve.split() == Split.TRAIN)
                .findFirst()
                .orElse(curves.get(0));
        SummaryText summary = new SummaryText(
                run,
                zero,
                train,
                curves.stream()
                        .filter(curve -> curve.split() == Split.TEST && curve.column(MetricColumn.ERROR) != null)
                        .findFirst()
                        .orElse(null));
        sentences.add(summary.phase(last));
        sentences.add(
                "NC1, spread within classes beside the spread between them: " + summary.way(MetricColumn.NC1) + ".");
        sentences.add("NC2, distance of the class means from a simplex: " + summary.way(MetricColumn.NC2_ETF)
                + "; from an orthogonal frame: " + summary.way(MetricColumn.NC2_OF) + ".");
        sentences.add("NC3, the same distances of the logits at the means: " + summary.way(MetricColumn.NC3_ETF) + "; "
                + summary.way(MetricColumn.NC3_OF) + ".");
        sentences.add("NC4, share of training samples whose predicted class is not that of the nearest mean: "
                + summary.way(MetricColumn.NC4_MISMATCH) + ".");
        if (theory != null && !theory.verdict().isEmpty()) {
            sentences.add(theory.verdict().get(0));
        }
        return sentences;
    }

    private String phase(int last) {
        String end = run.complete()
                ? "the run ended with " + run.epochLabel() + " " + last
                : "the run is '" + run.status() + "' and has come to " + run.epochLabel() + " " + last;
        String error = test == null ? "" : "; test error is then " + percent(lastOf(test, MetricColumn.ERROR));
        return train.column(MetricColumn.ERROR) == null
                ? "Training error is not known."
                : zero == null
                        ? "Training error has not reached zero: nothing here is in the terminal phase; " + end + error
                                + "."
                        : "Training error first was zero at " + run.epochLabel() + " " + zero + again() + "; " + end
                                + error + ".";
    }

    /** It may leave zero again while the learning rate is high. */
    private String again() {
        int first = train.epochs().indexOf(zero);
        long later = first < 0
                ? 0
                : train.column(MetricColumn.ERROR).stream()
                        .skip(first + 1L)
                        .filter(value -> value != null && value > 0)
                        .count();
        return later == 0
                ? ""
                : ", and was above it again at " + later + " of the "
                        + (train.epochs().size() - first - 1) + " later captures";
    }

    /** At the start, where error first was zero, and at the end. */
    private String way(MetricColumn column) {
        List<Double> values = train.column(column);
        if (values == null) {
            return "not defined for this run";
        }
        List<String> stations = new ArrayList<>(List.of(number(values.get(0)) + " at " + run.epochLabel() + " "
                + train.epochs().get(0)));
        if (zero != null && train.epochs().indexOf(zero) > 0) {
            stations.add(number(values.get(train.epochs().indexOf(zero))) + " at zero error");
        }
        stations.add(number(lastOf(train, column)) + " at the end");
        return String.join(", ", stations);
    }

    private static Double lastOf(MetricCurves curves, MetricColumn column) {
        List<Double> values = curves.column(column);
        return values == null ? null : values.get(values.size() - 1);
    }

    private static String percent(Double share) {
        return share == null ? "not defined" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    static String number(Double value) {
        if (value == null) {
            return "not defined";
        }
        double size = Math.abs(value);
        return size == 0
                ? "0"
                : size >= 1e-3 && size < 1e4
                        ? new BigDecimal(value).round(new MathContext(3)).toPlainString()
                        : String.format(Locale.ROOT, "%.1e", value)
                                .replace("e-0", "e-")
                                .replace("e+0", "e")
                                .replace("-", "\u2212");
    }
}
