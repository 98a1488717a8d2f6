package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sweep's runs and how they ended.
 *
 * @param keys that the runs differ in, dotted
 * @param runs in the sweep's order
 */
public record SweepResults(String name, String notes, List<String> keys, List<SweepRun> runs) {

    public SweepResults {
        keys = List.copyOf(keys);
        runs = List.copyOf(runs);
    }

    /** Runs by what they have in common but their seeds, in the order in which each first comes. */
    List<SeedGroup> seedGroups() {
        Map<List<String>, List<SweepRun>> settings = new LinkedHashMap<>();
        runs.forEach(run -> settings.computeIfAbsent(run.keyValues(), none -> new ArrayList<>())
                .add(run));
        return settings.entrySet().stream()
                .map(entry -> new SeedGroup(entry.getKey(), entry.getValue()))
                .toList();
    }
}
