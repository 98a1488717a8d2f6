package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.spec.Split;

/**
 * The data of a sweep's phase diagram: final metrics against the first varied key with numeric values (otherwise the
 * first key) and against the regularization strength. Each combination of the other keys' values is a series.
 *
 * @param frame the frame of NC2: OF, ETF, or both if the runs differ in it
 * @param seriesLabels the values of the other keys; an empty label if there is no other key
 * @param configurations those with finished runs
 * @param runs the finished ones
 */
public record PhaseDiagram(
        SweepAxis keyAxis,
        SweepAxis strengthAxis,
        String frame,
        List<String> seriesLabels,
        List<ConfigurationPoint> configurations,
        List<RunPoint> runs) {

    /**
     * A configuration.
     *
     * @param x the position on the key's axis
     * @param zeroSolutions the number of runs that are zero solutions
     */
    public record ConfigurationPoint(
            SweepConfiguration configuration, int series, double x, int zeroSolutions, ConfigurationMeans means) {

        /** Returns the number of finished runs. */
        public int finished() {
            return configuration.finished().size();
        }
    }

    /**
     * Means over the finished seeds of a configuration at the head's input layer, on the training split except for the
     * test error.
     *
     * @param balance ĉ by balance
     * @param shrinkage ĉ by shrinkage
     */
    public record ConfigurationMeans(
            SeedInterval nc1,
            SeedInterval nc2,
            SeedInterval nc3,
            SeedInterval balance,
            SeedInterval shrinkage,
            SeedInterval testError) {}

    /**
     * A run.
     *
     * @param x the position of ĉ by balance on the strength's axis
     * @param logitScale 1 − ĉ by shrinkage: the scale of the class-dependent part of the mean logits, a in theory
     */
    public record RunPoint(SweepRun run, int series, double x, double nc1, double nc2, double logitScale) {}

    public PhaseDiagram {
        seriesLabels = List.copyOf(seriesLabels);
        configurations = List.copyOf(configurations);
        runs = List.copyOf(runs);
    }

    /** Builds the diagram of a sweep. */
    public static PhaseDiagram of(SweepResults results) {
        List<SweepConfiguration> configurations = results.configurations().stream()
                .filter(configuration -> !configuration.finished().isEmpty())
                .toList();
        int keyIndex = keyIndex(results);
        String name = keyIndex < 0 ? "" : results.keys().get(keyIndex);
        SweepAxis key = SweepAxis.forKey(
                name,
                configurations.stream()
                        .map(configuration -> value(configuration.values(), keyIndex))
                        .toList());
        List<String> series = configurations.stream()
                .map(configuration -> seriesLabel(results.keys(), configuration.values(), keyIndex))
                .distinct()
                .toList();
        List<SweepRun> finished = configurations.stream()
                .flatMap(configuration -> configuration.finished().stream())
                .toList();
        SweepAxis strength = SweepAxis.forStrength(
                "\u0109 by balance",
                finished.stream().mapToDouble(run -> run.strength().byBalance()).toArray());
        List<ConfigurationPoint> points = new ArrayList<>();
        List<RunPoint> runs = new ArrayList<>();
        for (SweepConfiguration configuration : configurations) {
            int seriesIndex = series.indexOf(seriesLabel(results.keys(), configuration.values(), keyIndex));
            points.add(point(configuration, seriesIndex, key.position(value(configuration.values(), keyIndex))));
            configuration
                    .finished()
                    .forEach(run -> runs.add(new RunPoint(
                            run,
                            seriesIndex,
                            strength.position(run.strength().byBalance()),
                            run.valueOf(SweepQuantity.of(MetricColumn.NC1), Split.TRAIN),
                            run.valueOf(nc2(run), Split.TRAIN),
                            1 - run.strength().byShrinkage())));
        }
        boolean orthogonal = finished.stream().anyMatch(SweepRun::orthogonalFrame);
        boolean simplex = finished.stream().anyMatch(run -> !run.orthogonalFrame());
        return new PhaseDiagram(
                key, strength, orthogonal && simplex ? "OF or ETF" : orthogonal ? "OF" : "ETF", series, points, runs);
    }

    /** Returns the index of the key on the horizontal axis; −1 if none is varied. */
    private static int keyIndex(SweepResults results) {
        return IntStream.range(0, results.keys().size())
                .filter(k -> SweepAxis.forKey(
                                        "",
                                        results.runs().stream()
                                                .map(run -> run.keyValues().get(k))
                                                .toList())
                                .scale()
                        != SweepAxis.AxisScale.CATEGORICAL)
                .findFirst()
                .orElse(results.keys().isEmpty() ? -1 : 0);
    }

    private static String value(List<String> values, int keyIndex) {
        return keyIndex < 0 ? "" : values.get(keyIndex);
    }

    private static String seriesLabel(List<String> keys, List<String> values, int keyIndex) {
        List<String> seriesLabel = new ArrayList<>();
        for (int k = 0; k < keys.size(); k++) {
            if (k != keyIndex) {
                seriesLabel.add(keys.get(k).substring(keys.get(k).lastIndexOf('.') + 1) + " " + values.get(k));
            }
        }
        return String.join(", ", seriesLabel);
    }

    private static ConfigurationPoint point(SweepConfiguration configuration, int series, double x) {
        int zeroSolutions = (int) configuration.finished().stream()
                .filter(run -> run.strength().isZeroSolution())
                .count();
        return new ConfigurationPoint(configuration, series, x, zeroSolutions, means(configuration));
    }

    /** The runs of one configuration have the same loss and head, and therefore the same frame. */
    private static ConfigurationMeans means(SweepConfiguration configuration) {
        SweepRun first = configuration.finished().get(0);
        return new ConfigurationMeans(
                configuration.mean(SweepQuantity.of(MetricColumn.NC1), Split.TRAIN),
                configuration.mean(nc2(first), Split.TRAIN),
                configuration.mean(
                        SweepQuantity.of(first.orthogonalFrame() ? MetricColumn.NC3_OF : MetricColumn.NC3_ETF),
                        Split.TRAIN),
                configuration.mean(SweepQuantity.C_BALANCE, Split.TRAIN),
                configuration.mean(SweepQuantity.C_SHRINKAGE, Split.TRAIN),
                configuration.mean(SweepQuantity.of(MetricColumn.ERROR), Split.TEST));
    }

    private static SweepQuantity nc2(SweepRun run) {
        return SweepQuantity.of(run.orthogonalFrame() ? MetricColumn.NC2_OF : MetricColumn.NC2_ETF);
    }
}
