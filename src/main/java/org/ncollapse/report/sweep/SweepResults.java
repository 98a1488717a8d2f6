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
public record SweepResults(String name, String notes, List<String> keys, List<SweptRun> runs) {

    public SweepResults {
        keys = List.copyOf(keys);
        runs = List.copyOf(runs);
    }

    /** Runs by what they have in common but their seeds, in the order in which each first comes. */
    List<Setting> settings() {
        Map<List<String>, List<SweptRun>> settings = new LinkedHashMap<>();
        runs.forEach(run -> settings.computeIfAbsent(run.values(), none -> new ArrayList<>())
                .add(run));
        return settings.entrySet().stream()
                .map(entry -> new Setting(entry.getKey(), entry.getValue()))
                .toList();
    }
}
