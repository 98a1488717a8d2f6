package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The runs of a sweep with their final metrics.
 *
 * @param keys the dotted keys in which the runs differ
 * @param runs in the sweep's order
 */
public record SweepResults(String name, String notes, List<String> keys, List<SweepRun> runs) {

    public SweepResults {
        keys = List.copyOf(keys);
        runs = List.copyOf(runs);
    }

    /** Returns the runs grouped by configuration, in the order of their first runs. */
    List<SweepConfiguration> configurations() {
        Map<List<String>, List<SweepRun>> groups = new LinkedHashMap<>();
        runs.forEach(run -> groups.computeIfAbsent(run.keyValues(), key -> new ArrayList<>())
                .add(run));
        return groups.entrySet().stream()
                .map(entry -> new SweepConfiguration(entry.getKey(), entry.getValue()))
                .toList();
    }
}
