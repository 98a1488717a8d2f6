package org.ncollapse.report.sweep;

import java.util.List;
import org.ncollapse.spec.Split;

/**
 * Runs that differ in their seeds alone.
 *
 * @param values of the sweep's keys
 * @param runs all that were planned
 */
public record SeedGroup(List<String> values, List<SweepRun> runs) {

    public SeedGroup {
        values = List.copyOf(values);
        runs = List.copyOf(runs);
    }

    /** Those that means are over. */
    List<SweepRun> finished() {
        return runs.stream().filter(SweepRun::finished).toList();
    }

    /** Of the head's layer on a split. */
    MeanEstimate mean(SweepQuantity quantity, Split split) {
        return MeanEstimate.of(
                finished().stream()
                        .mapToDouble(run -> run.valueOf(quantity, split))
                        .toArray(),
                quantity.scale());
    }
}
