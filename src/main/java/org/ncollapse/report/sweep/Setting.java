package org.ncollapse.report.sweep;

import java.util.List;

/**
 * Runs that differ in their seeds alone.
 *
 * @param values of the sweep's keys
 * @param runs all that were planned
 */
public record Setting(List<String> values, List<SweptRun> runs) {

    public Setting {
        values = List.copyOf(values);
        runs = List.copyOf(runs);
    }

    /** Those that means are over. */
    List<SweptRun> finished() {
        return runs.stream().filter(SweptRun::finished).toList();
    }

    /** Of the head's layer on a split. */
    Interval mean(Quantity quantity, String split) {
        return Interval.of(
                finished().stream().mapToDouble(run -> run.at(quantity, split)).toArray(), quantity.scale());
    }
}
