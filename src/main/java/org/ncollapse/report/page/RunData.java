package org.ncollapse.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.SimplexCourse;

/**
 * A run as the page's script has it.
 *
 * @param zeroEpoch the first captured epoch of the terminal phase; null without one
 * @param lastEpoch that any table knows
 * @param summary what there is to say of it, a sentence each
 * @param theory null where it was not fitted
 */
record RunData(
        String name,
        String group,
        String counts,
        String status,
        String notes,
        List<String> classes,
        Integer zeroEpoch,
        int lastEpoch,
        List<String> summary,
        EveryEpoch every,
        List<Curves> curves,
        List<Matrices> matrices,
        Theory theory,
        SimplexCourse simplex,
        String experiment,
        JsonNode manifest) {

    /** {@code epochs.csv}. */
    record EveryEpoch(
            List<Integer> epochs, List<Double> loss, List<Double> error, List<Double> rate, List<Double> seconds) {}

    static RunData of(PageRun run) {
        EveryEpoch every = new EveryEpoch(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        RunFile.EPOCHS.each(run, List.of("epoch", "loss", "error", "learning_rate", "seconds"), row -> {
            every.epochs.add(row.count("epoch"));
            every.loss.add(Json.number(row.number("loss")));
            every.error.add(Json.number(row.number("error")));
            every.rate.add(Json.number(row.number("learning_rate")));
            every.seconds.add(Json.number(row.number("seconds")));
        });
        List<Curves> curves = Curves.read(run);
        Integer zero = zeroEpoch(curves);
        int last = Math.max(
                every.epochs.stream().mapToInt(epoch -> epoch).max().orElse(0),
                curves.stream()
                        .flatMap(curve -> curve.epochs().stream())
                        .mapToInt(epoch -> epoch)
                        .max()
                        .orElse(0));
        Theory theory = Theory.read(run);
        return new RunData(
                run.name(),
                run.group(),
                run.counts(),
                run.status(),
                run.notes(),
                run.classes(),
                zero,
                last,
                Summary.of(run, zero, last, curves, theory),
                every,
                curves,
                Matrices.read(run, zero == null ? List.of() : List.of(zero)),
                theory,
                run.simplex(),
                run.experiment(),
                run.manifest());
    }

    private static Integer zeroEpoch(List<Curves> curves) {
        for (Curves curve : curves) {
            int first = curve.of(MetricColumn.TERMINAL) == null
                    ? -1
                    : curve.of(MetricColumn.TERMINAL).indexOf(1.0);
            if (first >= 0) {
                return curve.epochs().get(first);
            }
        }
        return null;
    }
}
