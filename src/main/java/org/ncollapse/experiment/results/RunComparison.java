package org.ncollapse.experiment.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.TextTable;
import org.ncollapse.spec.Split;
import org.ncollapse.text.NumberText;

/**
 * Runs side by side, as they stand at the last epoch that was measured of each: in what they differ, and what came of
 * it.
 */
public final class RunComparison {

    private static final List<MetricColumn> MAIN = List.of(
            MetricColumn.NC1,
            MetricColumn.NC2_ETF,
            MetricColumn.NC2_OF,
            MetricColumn.NC3_ETF,
            MetricColumn.NC3_OF,
            MetricColumn.NC4_MISMATCH,
            MetricColumn.LOSS,
            MetricColumn.ERROR);
    private static final int WIDEST = 40;

    private RunComparison() {}

    /** Where every run stands: for {@code status}. */
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
                                run.status(),
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
     * A column a run: the settings in which they differ, and the main measures on the training split, to three digits;
     * beside several the mean and the standard deviation.
     */
    public static TextTable comparisonTable(List<RunSummary> runs) {
        List<String> columns = new ArrayList<>(List.of(""));
        runs.forEach(run -> columns.add(run.name()));
        if (runs.size() > 1) {
            columns.addAll(List.of("mean", "std"));
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(words("status", runs, RunSummary::status));
        differing(runs).forEach(place -> rows.add(words(place, runs, run -> setting(run, place))));
        rows.add(words("epoch", runs, run -> count(run.latest().epoch())));
        rows.add(words("zero_error_epoch", runs, run -> count(run.latest().zeroErrorEpoch())));
        MAIN.forEach(column ->
                rows.add(numbers(column.columnName(), runs, run -> run.latest().value(Split.TRAIN, column))));
        rows.add(numbers("test_error", runs, run -> run.latest().value(Split.TEST, MetricColumn.ERROR)));
        return new TextTable(columns, rows);
    }

    private static List<String> words(String name, List<RunSummary> runs, Function<RunSummary, String> word) {
        List<String> row = new ArrayList<>(List.of(name));
        runs.forEach(run -> row.add(word.apply(run)));
        if (runs.size() > 1) {
            row.addAll(List.of("", ""));
        }
        return row;
    }

    private static List<String> numbers(String name, List<RunSummary> runs, ToDoubleFunction<RunSummary> value) {
        List<String> row = new ArrayList<>(List.of(name));
        double[] values = runs.stream().mapToDouble(value).toArray();
        Arrays.stream(values).forEach(number -> row.add(toThreeDigits(number)));
        if (runs.size() > 1) {
            row.addAll(List.of(toThreeDigits(mean(values)), toThreeDigits(deviation(values))));
        }
        return row;
    }

    /** The same for a program: every measure of both splits, every digit, and no means. */
    public static TextTable fullTable(List<RunSummary> runs) {
        List<String> settings = differing(runs);
        List<String> columns = new ArrayList<>(List.of("run", "status"));
        columns.addAll(settings);
        columns.addAll(List.of("epoch", "zero_error_epoch", "split"));
        Arrays.stream(MetricColumn.values()).forEach(column -> columns.add(column.columnName()));
        List<List<String>> rows = new ArrayList<>();
        for (RunSummary run : runs) {
            for (Split split : Split.values()) {
                List<String> row = new ArrayList<>(List.of(run.name(), run.status()));
                settings.forEach(place -> row.add(setting(run, place)));
                row.addAll(
                        List.of(count(run.latest().epoch()), count(run.latest().zeroErrorEpoch()), split.word()));
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

    /** Of a sample: a run is one of many that there might have been. */
    private static double deviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1));
    }

    /** The settings, by their dotted keys, that are not the same in all; names and notes are not meant to be. */
    private static List<String> differing(List<RunSummary> runs) {
        TreeMap<String, TreeSet<String>> found = new TreeMap<>();
        runs.forEach(run -> leaves(run.settings(), "", found));
        List<String> differing = new ArrayList<>();
        for (Map.Entry<String, TreeSet<String>> setting : found.entrySet()) {
            boolean everywhere = runs.stream()
                    .noneMatch(run -> run.settings().at(setting.getKey()).isMissingNode());
            if (!List.of("/name", "/notes").contains(setting.getKey())
                    && (setting.getValue().size() > 1 || !everywhere)) {
                differing.add(setting.getKey().substring(1).replace('/', '.'));
            }
        }
        return differing;
    }

    private static void leaves(JsonNode node, String place, TreeMap<String, TreeSet<String>> found) {
        if (node.isObject()) {
            node.fields().forEachRemaining(field -> leaves(field.getValue(), place + "/" + field.getKey(), found));
        } else {
            found.computeIfAbsent(place, key -> new TreeSet<>())
                    .add(node.isTextual() ? node.asText() : node.toString());
        }
    }

    private static String setting(RunSummary run, String place) {
        JsonNode value = run.settings().at("/" + place.replace('.', '/'));
        String text =
                value.isMissingNode() || value.isNull() ? "" : value.isTextual() ? value.asText() : value.toString();
        return text.length() > WIDEST ? text.substring(0, WIDEST - 1) + "\u2026" : text;
    }

    private static String count(OptionalInt count) {
        return count.isPresent() ? Integer.toString(count.getAsInt()) : "";
    }

    private static String count(int count) {
        return count < 0 ? "" : Integer.toString(count);
    }

    /** Returns a number with three significant digits; an empty text where it is undefined. */
    public static String toThreeDigits(double value) {
        return Double.isFinite(value) ? NumberText.significant(value, 3) : "";
    }
}
