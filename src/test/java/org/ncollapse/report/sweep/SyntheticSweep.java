package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.LastMetrics;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Split;
import org.ncollapse.ufm.fit.PlainModelStrength;

/** Synthetic results of a sweep. */
public final class SyntheticSweep {
    private static final PlainModelStrength ZERO_SOLUTION = new PlainModelStrength(Double.NaN, 1, Double.NaN);

    private SyntheticSweep() {}

    /**
     * Weight decays from none to one with a zero solution, each with the given number of seeds; one more run diverged
     * and one is pending.
     */
    public static SweepResults decays(int seeds) {
        List<SweepRun> runs = new ArrayList<>();
        List<String> decays = List.of("0", "1e-3", "1e-2", "1");
        double[] c = {0, .1, .4, Double.NaN};
        for (int d = 0; d < c.length; d++) {
            for (int seed = 1; seed <= seeds; seed++) {
                PlainModelStrength strength =
                        Double.isNaN(c[d]) ? ZERO_SOLUTION : new PlainModelStrength(c[d], c[d] + .01 * seed, 1e-3);
                runs.add(run(
                        "decay-" + decays.get(d) + "-seed-" + seed,
                        RunStatus.FINISHED,
                        List.of(decays.get(d), "mse"),
                        seed,
                        strength,
                        Double.isNaN(c[d]) ? Double.NaN : Math.pow(10, -d - seed)));
            }
        }
        runs.add(run(
                "diverged-run",
                RunStatus.DIVERGED,
                List.of("1e-2", "cross-entropy"),
                1,
                PlainModelStrength.UNDEFINED,
                7));
        runs.add(new SweepRun(
                "pending-run",
                RunStatus.PENDING,
                List.of("1", "cross-entropy"),
                1,
                false,
                PlainModelStrength.UNDEFINED,
                Optional.empty(),
                List.of(),
                null,
                RunCurves.NONE));
        return new SweepResults(
                "decays", "<img src=x onerror=alert(1)>", List.of("objective.weightDecay", "objective.loss"), runs);
    }

    /** A run whose other metrics are all .5, at two layers on both splits. */
    public static SweepRun run(
            String name, RunStatus status, List<String> values, long seed, PlainModelStrength strength, double nc1) {
        return run(name, status, values, seed, strength, nc1, RunCurves.NONE);
    }

    /** As above, with curves. */
    public static SweepRun run(
            String name,
            RunStatus status,
            List<String> values,
            long seed,
            PlainModelStrength strength,
            double nc1,
            RunCurves curves) {
        List<Row> rows = new ArrayList<>();
        for (String layer : List.of("penultimate", "previous")) {
            for (Split split : Split.values()) {
                List<Double> metrics = new ArrayList<>();
                for (MetricColumn column : MetricColumn.values()) {
                    boolean first = layer.equals("penultimate") && split == Split.TRAIN;
                    metrics.add(
                            column == MetricColumn.NC1
                                    ? (first ? nc1 : 2.0)
                                    : column == MetricColumn.NC5_OOD ? Double.NaN : .5);
                }
                rows.add(new Row(40, layer, split, metrics));
            }
        }
        return new SweepRun(
                name,
                status,
                values,
                seed,
                values.contains("mse"),
                strength,
                Optional.empty(),
                List.of(),
                new LastMetrics(
                        OptionalInt.of(40), seed == 1 ? OptionalInt.of(7) : OptionalInt.empty(), "penultimate", rows),
                curves);
    }
}
