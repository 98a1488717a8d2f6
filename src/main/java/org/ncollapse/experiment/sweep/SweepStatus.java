package org.ncollapse.experiment.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ncollapse.experiment.results.RunComparison;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.sweep.SlurmSweep.QueuedTask;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.TextTable;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Split;
import org.ncollapse.spec.Sweep.PlannedRun;

/**
 * The status of a sweep.
 *
 * @param table one row per run
 * @param summary a line with the number of runs of each status
 */
public record SweepStatus(TextTable table, String summary) {

    /** Reads the status of every run, and asks Slurm about the jobs that were submitted to it. */
    public static SweepStatus read(SweepManifest manifest, RunFolders folders) throws IOException {
        Map<Integer, QueuedTask> queued = new HashMap<>();
        String note = "";
        try {
            SlurmSweep.queued(manifest).forEach(task -> queued.put(task.run(), task));
        } catch (BadInputException e) { // The status of the runs is known without it.
            note = "; Slurm's queue is unknown: " + e.getMessage();
        }
        List<String> columns = new ArrayList<>(List.of("run"));
        columns.addAll(manifest.sweep().keys());
        columns.addAll(List.of("seed", "status", "epoch", "max_epochs", "nc1", "test_error"));
        boolean onSlurm = !queued.isEmpty();
        if (onSlurm) {
            columns.add("job");
        }
        List<List<String>> rows = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        List<PlannedRun> runs = manifest.sweep().runs();
        for (int i = 0; i < runs.size(); i++) {
            List<String> row =
                    row(runs.get(i), new RunFolders(folders.home(), runs.get(i).name()));
            if (onSlurm) {
                row.add(queued.containsKey(i) ? job(queued.get(i)) : "");
            }
            counts.merge(row.get(columns.indexOf("status")), 1, Integer::sum);
            rows.add(row);
        }
        String summary = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", ", runs.size() + " runs: ", note));
        return new SweepStatus(new TextTable(columns, rows), summary);
    }

    private static List<String> row(PlannedRun planned, RunFolders folders) throws IOException {
        List<String> row = new ArrayList<>(List.of(planned.name()));
        row.addAll(planned.values());
        row.add(planned.experiment().seed().toString());
        RunStatus status = RunSummary.status(folders);
        if (status == RunStatus.PENDING || status == RunStatus.UNREADABLE) {
            row.addAll(List.of(
                    status.key(), "0", planned.experiment().training().epochs().toString(), "", ""));
        } else {
            RunSummary run = RunSummary.read(folders);
            row.addAll(List.of(
                    run.status().key(),
                    Integer.toString(run.completedEpochs()),
                    Integer.toString(run.maxEpochs().orElseThrow()),
                    RunComparison.toThreeDigits(run.latest().value(Split.TRAIN, MetricColumn.NC1)),
                    RunComparison.toThreeDigits(run.latest().value(Split.TEST, MetricColumn.ERROR))));
        }
        return row;
    }

    private static String job(QueuedTask task) {
        return task.state().toLowerCase(Locale.ROOT) + (task.reason().equals("None") ? "" : " (" + task.reason() + ")");
    }
}
