package org.ncollapse.report.sweep;

import java.util.List;
import org.ncollapse.spec.Split;

/**
 * A configuration: runs that differ in the seed only.
 *
 * @param values of the sweep's keys
 * @param runs all planned runs
 */
public record SweepConfiguration(List<String> values, List<SweepRun> runs) {

    public SweepConfiguration {
        values = List.copyOf(values);
        runs = List.copyOf(runs);
    }

    /** Returns the runs that are averaged. */
    List<SweepRun> finished() {
        return runs.stream().filter(SweepRun::finished).toList();
    }

    /** Returns the mean of a quantity at the head's layer on a split. */
    SeedInterval mean(SweepQuantity quantity, Split split) {
        return SeedInterval.of(
                finished().stream()
                        .mapToDouble(run -> run.valueOf(quantity, split))
                        .toArray(),
                quantity.scale());
    }
}
