package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.spec.Split;

/**
 * The data of a sweep's phase diagram: final metrics against the first varied key with numeric values (otherwise the
 * first key) and against the regularization strength. Each combination of the other keys is a series.
 *
 * @param frame the frame of NC2: OF, ETF, or both if the runs differ in it
 * @param seriesLabels the values of the other keys; an empty label if there is no other key
 * @param seedGroups configurations with finished runs
 * @param runs the finished ones
 */
public record PhaseDiagram(
        SweepAxis keyAxis,
        SweepAxis strengthAxis,
        String frame,
        List<String> seriesLabels,
        List<SeedGroupPoint> seedGroups,
        List<RunPoint> runs) {

    /**
     * A configuration: means over its seeds at the head's layer, on the training split except for the test error.
     *
     * @param x the position on the key's axis
     * @param vanished the number of runs that are zero solutions
     */
    public record SeedGroupPoint(
            SeedGroup seedGroup,
            int series,
            double x,
            int vanished,
            MeanEstimate nc1,
            MeanEstimate nc2,
            MeanEstimate nc3,
            MeanEstimate balance,
            MeanEstimate shrinkage,
            MeanEstimate testError) {

        /** Returns the number of runs in the means. */
        public int finished() {
            return seedGroup.finished().size();
        }
    }

    /**
     * A run.
     *
     * @param x the position of ĉ by balance on the strength's axis
     * @param logitScale 1 − ĉ by shrinkage: the scale of the class-dependent part of the mean logits, a in theory
     */
    public record RunPoint(SweepRun run, int series, double x, double nc1, double nc2, double logitScale) {}

    public PhaseDiagram {
        seriesLabels = List.copyOf(seriesLabels);
        seedGroups = List.copyOf(seedGroups);
        runs = List.copyOf(runs);
    }

    /** Builds the diagram of a sweep. */
    public static PhaseDiagram of(SweepResults results) {
        List<SeedGroup> seedGroups = results.seedGroups().stream()
                .filter(seedGroup -> !seedGroup.finished().isEmpty())
                .toList();
        int keyIndex = keyIndex(results);
        String name = keyIndex < 0 ? "" : results.keys().get(keyIndex);
        SweepAxis key = SweepAxis.forKey(
                name,
                seedGroups.stream()
                        .map(seedGroup -> value(seedGroup.values(), keyIndex))
                        .toList());
        List<String> series = seedGroups.stream()
                .map(seedGroup -> seriesLabel(results.keys(), seedGroup.values(), keyIndex))
                .distinct()
                .toList();
        List<SweepRun> finished = seedGroups.stream()
                .flatMap(seedGroup -> seedGroup.finished().stream())
                .toList();
        SweepAxis strength = SweepAxis.forStrengths(
                "\u0109 by balance",
                finished.stream().mapToDouble(run -> run.strength().byBalance()).toArray());
        List<SeedGroupPoint> points = new ArrayList<>();
        List<RunPoint> runs = new ArrayList<>();
        for (SeedGroup seedGroup : seedGroups) {
            int seriesIndex = series.indexOf(seriesLabel(results.keys(), seedGroup.values(), keyIndex));
            points.add(point(seedGroup, seriesIndex, key.position(value(seedGroup.values(), keyIndex))));
            seedGroup
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

    /** The runs of one configuration have the same loss and head, and therefore the same frame. */
    private static SeedGroupPoint point(SeedGroup seedGroup, int series, double at) {
        SweepRun first = seedGroup.finished().get(0);
        return new SeedGroupPoint(
                seedGroup,
                series,
                at,
                (int) seedGroup.finished().stream()
                        .filter(run -> run.strength().isZero())
                        .count(),
                seedGroup.mean(SweepQuantity.of(MetricColumn.NC1), Split.TRAIN),
                seedGroup.mean(nc2(first), Split.TRAIN),
                seedGroup.mean(
                        SweepQuantity.of(first.orthogonalFrame() ? MetricColumn.NC3_OF : MetricColumn.NC3_ETF),
                        Split.TRAIN),
                seedGroup.mean(SweepQuantity.C_BALANCE, Split.TRAIN),
                seedGroup.mean(SweepQuantity.C_SHRINKAGE, Split.TRAIN),
                seedGroup.mean(SweepQuantity.of(MetricColumn.ERROR), Split.TEST));
    }

    private static SweepQuantity nc2(SweepRun run) {
        return SweepQuantity.of(run.orthogonalFrame() ? MetricColumn.NC2_OF : MetricColumn.NC2_ETF);
    }
}
