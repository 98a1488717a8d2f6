package org.ncollapse.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.ncollapse.report.MainMetric;
import org.ncollapse.report.sweep.AveragingScale;
import org.ncollapse.report.sweep.RunCurves;
import org.ncollapse.report.sweep.RunCurves.MetricCurve;
import org.ncollapse.report.sweep.StudentQuantiles;
import org.ncollapse.report.sweep.SweepQuantity;
import org.ncollapse.report.sweep.SweepResults;
import org.ncollapse.report.sweep.SweepRun;
import org.ncollapse.spec.Split;

/**
 * Several runs as the scripts of their table, their curves and their scatter plot read them.
 *
 * @param folder the relative path from the page to the folder that holds those of the runs; empty or ends with a slash
 * @param keys the dotted keys in which the runs differ, without the seed
 * @param columns final values of a run: at the head's layer, at the last captured epoch
 * @param metrics the curves that any run has
 * @param quantiles of Student's t: entry n is that of a 95 % confidence interval of the mean of n values
 */
record RunSet(
        String folder,
        String epochLabel,
        List<String> keys,
        List<Column> columns,
        List<Metric> metrics,
        List<Double> quantiles,
        List<Run> runs) {

    /** The curves of a thousand runs take about five megabytes. */
    private static final int MAX_VALUES = 500_000;

    /**
     * A column of final values.
     *
     * @param name as in {@code metrics.csv}, with {@code test_} in front on the test split
     * @param log whether the mean is that of the logarithms
     * @param main whether the table of runs has it; plots offer all
     */
    record Column(String name, boolean log, boolean main) {}

    /** The title of a metric's curves, and whether its mean is that of the logarithms. */
    record Metric(String title, boolean log) {}

    /**
     * A run.
     *
     * @param values of the keys
     * @param epoch the last captured one; null without any
     * @param zeroError the point of the zero-error epoch: epoch and time; null without it
     * @param last one for each column; null where undefined
     * @param times Σ η λ/(1 − μ) at the epochs; null if it is not known
     * @param curves one for each metric; null if the run does not have it
     */
    record Run(
            String name,
            String status,
            List<String> values,
            long seed,
            Integer epoch,
            List<Double> zeroError,
            List<Double> last,
            List<Integer> epochs,
            List<Double> times,
            List<List<Double>> curves) {}

    /** A quantity on a split. */
    private record FinalValue(SweepQuantity quantity, Split split) {
        static List<FinalValue> definedIn(List<SweepRun> runs) {
            List<FinalValue> all = new ArrayList<>();
            SweepQuantity.ALL.forEach(quantity ->
                    Arrays.stream(Split.values()).forEach(split -> all.add(new FinalValue(quantity, split))));
            return all.stream()
                    .filter(value -> runs.stream().anyMatch(run -> value.of(run) != null))
                    .toList();
        }

        Double of(SweepRun run) {
            return PageJson.roundedToSixDigits(run.valueOf(quantity, split));
        }

        Column column() {
            boolean compared =
                    quantity.metric() == null || MainMetric.comparedColumns().contains(quantity.metric());
            boolean isError = quantity.metric() == MainMetric.ERROR.column();
            return new Column(
                    (split == Split.TEST ? "test_" : "") + quantity.name(),
                    quantity.scale() == AveragingScale.LOG10,
                    compared
                            && (split == Split.TRAIN || isError)
                            && !quantity.equals(SweepQuantity.LOGIT_FORM_RESIDUAL));
        }
    }

    /** A metric on a split. */
    private record CurveName(MainMetric metric, Split split) {
        Metric metricData() {
            return new Metric(
                    metric.title() + ", " + split,
                    SweepQuantity.of(metric.column()).scale() == AveragingScale.LOG10);
        }

        Optional<MetricCurve> of(RunCurves run) {
            return run.curves().stream()
                    .filter(curve -> curve.metric() == metric && curve.split() == split)
                    .findFirst();
        }
    }

    /**
     * Takes the runs of a sweep, or others that are shown together.
     *
     * @param folder see the record
     * @param epochLabel the meaning of the tables' column {@code epoch}
     */
    static RunSet of(SweepResults results, String folder, String epochLabel) {
        List<SweepRun> runs = results.runs();
        List<FinalValue> finalValues = FinalValue.definedIn(runs);
        List<CurveName> names = Arrays.stream(MainMetric.values())
                .flatMap(metric -> Arrays.stream(Split.values()).map(split -> new CurveName(metric, split)))
                .filter(name ->
                        runs.stream().anyMatch(run -> name.of(run.curves()).isPresent()))
                .toList();
        CurveSelection selection =
                CurveSelection.of(runs.stream().map(SweepRun::curves).toList(), MAX_VALUES);
        return new RunSet(
                folder,
                epochLabel,
                results.keys(),
                finalValues.stream().map(FinalValue::column).toList(),
                names.stream().map(CurveName::metricData).toList(),
                IntStream.rangeClosed(0, runs.size())
                        .mapToObj(n -> PageJson.roundedToSixDigits(StudentQuantiles.ofMeanOf(n)))
                        .toList(),
                runs.stream()
                        .map(run -> run(run, finalValues, names, selection))
                        .toList());
    }

    private static Run run(
            SweepRun run, List<FinalValue> finalValues, List<CurveName> names, CurveSelection selection) {
        RunCurves curves = run.curves();
        int[] shown = selection.of(curves);
        boolean timed = Arrays.stream(curves.times()).anyMatch(Double::isFinite);
        return new Run(
                run.name(),
                run.status().key(),
                run.keyValues(),
                run.seed(),
                run.lastMetrics() == null ? null : nullIfEmpty(run.lastMetrics().epoch()),
                run.lastMetrics() == null ? null : zeroError(run),
                finalValues.stream().map(value -> value.of(run)).toList(),
                Arrays.stream(shown).mapToObj(i -> curves.epochs()[i]).toList(),
                timed ? at(curves.times(), shown) : null,
                names.stream()
                        .map(name -> name.of(curves)
                                .map(curve -> at(curve.values(), shown))
                                .orElse(null))
                        .toList());
    }

    private static List<Double> zeroError(SweepRun run) {
        OptionalInt epoch = run.lastMetrics().zeroErrorEpoch();
        if (epoch.isEmpty()) {
            return null;
        }
        int i = Arrays.binarySearch(run.curves().epochs(), epoch.getAsInt());
        return Arrays.asList(
                (double) epoch.getAsInt(),
                i < 0 ? null : PageJson.roundedToSixDigits(run.curves().times()[i]));
    }

    private static Integer nullIfEmpty(OptionalInt value) {
        return value.isPresent() ? (Integer) value.getAsInt() : null;
    }

    private static List<Double> at(double[] values, int[] indices) {
        return Arrays.stream(indices)
                .mapToObj(i -> PageJson.roundedToSixDigits(values[i]))
                .toList();
    }
}
