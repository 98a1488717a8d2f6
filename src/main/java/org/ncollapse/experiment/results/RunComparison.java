package org.ncollapse.experiment.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.MainMetric;
import org.ncollapse.report.TextTable;
import org.ncollapse.spec.Split;
import org.ncollapse.text.NumberText;

/** Tables that compare runs: the settings in which they differ, and the metrics at the last captured epoch of each. */
public final class RunComparison {

    private static final int MAX_SETTING_WIDTH = 40;

    private RunComparison() {}

    /** Returns the table of {@code status}: one row per run. */
    public static TextTable statusTable(List<RunSummary> runs) {
        return new TextTable(
                List.of(
                        "run",
                        "status",
                        "epoch",
                        "max_epochs",
                        "zero_error_epoch",
                        "nc1",
                        "test_error",
                        "hours",
                        "started"),
                runs.stream()
                        .map(run -> List.of(
                                run.name(),
                                run.status().key(),
                                Integer.toString(run.completedEpochs()),
                                count(run.maxEpochs()),
                                count(run.latest().zeroErrorEpoch()),
                                toThreeDigits(run.latest().value(Split.TRAIN, MetricColumn.NC1)),
                                toThreeDigits(run.latest().value(Split.TEST, MetricColumn.ERROR)),
                                toThreeDigits(run.hours()),
                                run.started()))
                        .toList());
    }

    /**
     * Returns the table of {@code compare}: one column per run, with the settings that differ and the main metrics on
     * the training split, rounded to three digits; for several runs also their mean and standard deviation.
     */
    public static TextTable comparisonTable(List<RunSummary> runs) {
        List<String> columns = new ArrayList<>(List.of(""));
        runs.forEach(run -> columns.add(run.name()));
        if (runs.size() > 1) {
            columns.addAll(List.of("mean", "std"));
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(textRow("status", runs, run -> run.status().key()));
        differing(runs).forEach(key -> rows.add(textRow(key, runs, run -> setting(run, key))));
        rows.add(textRow("last_epoch", runs, run -> count(run.latest().epoch())));
        rows.add(textRow("zero_error_epoch", runs, run -> count(run.latest().zeroErrorEpoch())));
        MainMetric.comparedColumns()
                .forEach(column -> rows.add(
                        numberRow(column.columnName(), runs, run -> run.latest().value(Split.TRAIN, column))));
        rows.add(numberRow("test_error", runs, run -> run.latest().value(Split.TEST, MetricColumn.ERROR)));
        return new TextTable(columns, rows);
    }

    private static List<String> textRow(String name, List<RunSummary> runs, Function<RunSummary, String> word) {
        List<String> row = new ArrayList<>(List.of(name));
        runs.forEach(run -> row.add(word.apply(run)));
        if (runs.size() > 1) {
            row.addAll(List.of("", ""));
        }
        return row;
    }

    private static List<String> numberRow(String name, List<RunSummary> runs, ToDoubleFunction<RunSummary> value) {
        List<String> row = new ArrayList<>(List.of(name));
        double[] values = runs.stream().mapToDouble(value).toArray();
        Arrays.stream(values).forEach(number -> row.add(toThreeDigits(number)));
        if (runs.size() > 1) {
            row.addAll(List.of(toThreeDigits(mean(values)), toThreeDigits(standardDeviation(values))));
        }
        return row;
    }

    /** Returns the same for programs: all metrics on both splits with all digits, without means. */
    public static TextTable fullTable(List<RunSummary> runs) {
        List<String> settings = differing(runs);
        List<String> columns = new ArrayList<>(List.of("run", "status"));
        columns.addAll(settings);
        columns.addAll(List.of("last_epoch", "zero_error_epoch", "split"));
        Arrays.stream(MetricColumn.values()).forEach(column -> columns.add(column.columnName()));
        List<List<String>> rows = new ArrayList<>();
        for (RunSummary run : runs) {
            for (Split split : Split.values()) {
                List<String> row =
                        new ArrayList<>(List.of(run.name(), run.status().key()));
                settings.forEach(key -> row.add(setting(run, key)));
                row.addAll(
                        List.of(count(run.latest().epoch()), count(run.latest().zeroErrorEpoch()), split.key()));
                for (MetricColumn column : MetricColumn.values()) {
                    double value = run.latest().value(split, column);
                    row.add(Double.isNaN(value) ? "" : NumberText.exact(value));
                }
                rows.add(row);
            }
        }
        return new TextTable(columns, rows);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** The sample standard deviation, with n − 1: the runs are a sample of the possible runs. */
    private static double standardDeviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1));
    }

    /** Returns the dotted keys of the settings that differ between the runs, except name and notes. */
    static List<String> differing(List<RunSummary> runs) {
        Map<String, Set<String>> found = new TreeMap<>();
        runs.forEach(run -> leaves(run.settings(), "", found));
        List<String> differing = new ArrayList<>();
        for (Map.Entry<String, Set<String>> setting : found.entrySet()) {
            boolean inAllRuns = runs.stream()
                    .noneMatch(run -> run.settings().at(setting.getKey()).isMissingNode());
            if (!List.of("/name", "/notes").contains(setting.getKey())
                    && (setting.getValue().size() > 1 || !inAllRuns)) {
                differing.add(setting.getKey().substring(1).replace('/', '.'));
            }
        }
        return differing;
    }

    private static void leaves(JsonNode node, String key, Map<String, Set<String>> found) {
        if (node.isObject()) {
            node.properties().forEach(field -> leaves(field.getValue(), key + "/" + field.getKey(), found));
        } else {
            found.computeIfAbsent(key, none -> new TreeSet<>()).add(node.isTextual() ? node.asText() : node.toString());
        }
    }

    /** Returns the value of a dotted key as text; empty if the run has none. Long values are truncated. */
    static String setting(RunSummary run, String key) {
        JsonNode value = run.settings().at("/" + key.replace('.', '/'));
        String text =
                value.isMissingNode() || value.isNull() ? "" : value.isTextual() ? value.asText() : value.toString();
        return text.length() > MAX_SETTING_WIDTH ? text.substring(0, MAX_SETTING_WIDTH - 1) + "\u2026" : text;
    }

    private static String count(OptionalInt count) {
        return count.isPresent() ? Integer.toString(count.getAsInt()) : "";
    }

    /** Formats a number with three significant digits; empty if it is not finite. */
    public static String toThreeDigits(double value) {
        return Double.isFinite(value) ? NumberText.significant(value, 3) : "";
    }
}
