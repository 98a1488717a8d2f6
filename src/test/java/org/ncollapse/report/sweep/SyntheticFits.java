package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Entry;
import org.ncollapse.ufm.fit.FitRow.Kind;
import org.ncollapse.ufm.fit.PlainModelStrength;

/** Rows of {@code ufm.csv} whose metrics are powers of the time: straight lines on logarithmic axes. */
public final class SyntheticFits {
    /** Time per epoch. */
    public static final double UNIT = 0.25;

    private SyntheticFits() {}

    /**
     * One model from an epoch to a later one. NC1 of the network is scale/t, of the model 2 scale/t, and with frozen
     * features 3 scale. κ is 40 scale, the held-out RMSE .1 scale decades.
     */
    public static List<FitRow> rows(String model, int first, int last, double scale) {
        List<FitRow> rows = new ArrayList<>();
        for (int epoch = first; epoch <= last; epoch++) {
            rows.add(row(Kind.TRAJECTORY, model, OptionalInt.of(epoch), "decay_time", UNIT * epoch, Double.NaN));
        }
        add(rows, model, first, last, "nc1", t -> scale / t, t -> 2 * scale / t);
        add(rows, model, first, last, "nc1_frozen", t -> scale / t, t -> 3 * scale);
        add(rows, model, first, last, "nc2_of", t -> scale, t -> scale);
        add(rows, model, first, last, "nc2_of_frozen", t -> scale, t -> scale);
        if (model.startsWith("extended")) {
            add(rows, model, first, last, "nc1_ratio", t -> .1 * scale, t -> .2 * scale);
            add(rows, model, first, last, "nc1_ratio_frozen", t -> .1 * scale, t -> .3 * scale);
        }
        score(rows, model, "feature_rate", 40 * scale);
        score(rows, model, "rmse", .1 * scale);
        score(rows, model, "rmse_constant", .2 * scale);
        score(rows, model, "rmse_nc2_of", .05 * scale);
        score(rows, model, "skill_constant", .5);
        score(rows, model, "last_fitted_epoch", (first + last) / 2);
        return rows;
    }

    private static void add(
            List<FitRow> rows,
            String model,
            int first,
            int last,
            String quantity,
            DoubleUnaryOperator observed,
            DoubleUnaryOperator predicted) {
        for (int epoch = first; epoch <= last; epoch++) {
            rows.add(row(
                    Kind.TRAJECTORY,
                    model,
                    OptionalInt.of(epoch),
                    quantity,
                    observed.applyAsDouble(UNIT * epoch),
                    predicted.applyAsDouble(UNIT * epoch)));
        }
    }

    private static void score(List<FitRow> rows, String model, String quantity, double value) {
        rows.add(row(Kind.SCORE, model, OptionalInt.empty(), quantity, value, Double.NaN));
    }

    private static FitRow row(
            Kind kind, String model, OptionalInt epoch, String quantity, double observed, double predicted) {
        return new FitRow(kind, model, epoch, "", quantity, Entry.SCALAR, observed, predicted, Double.NaN);
    }

    /** A finished run of one configuration with fits. */
    public static SweepRun run(String value, long seed, List<FitRow> rows) {
        SweepRun run = SyntheticSweep.run(
                "value-" + value + "-seed-" + seed,
                RunStatus.FINISHED,
                List.of(value),
                seed,
                new PlainModelStrength(.1, .1, 1e-3),
                1e-3);
        return new SweepRun(
                run.name(),
                run.status(),
                run.keyValues(),
                run.seed(),
                true,
                run.strength(),
                run.comparison(),
                FittedModel.of(rows),
                run.lastMetrics(),
                run.curves());
    }

    /** Configurations with two models and three seeds each, whose scales are 1, 2 and 4. */
    public static SweepResults sweep(int configurations) {
        List<SweepRun> runs = new ArrayList<>();
        for (int i = 1; i <= configurations; i++) {
            for (int seed = 1; seed <= 3; seed++) {
                List<FitRow> rows = rows("plain", 2 + seed, 40, 1 << (seed - 1));
                rows.addAll(rows("extended-relu", 2 + seed, 40, 1 << (seed - 1)));
                runs.add(run(Integer.toString(i), seed, rows));
            }
        }
        return new SweepResults("fits", "", List.of("dataset.samplesPerClass"), runs);
    }
}
