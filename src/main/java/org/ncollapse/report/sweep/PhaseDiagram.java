package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.spec.Split;

/**
 * What a sweep's phase diagram shows: how the runs ended, against the first of its keys whose values are numbers
 * (without one, the first), a series each combination of the others; and against the strength of the penalties.
 *
 * @param frame that NC2 is the distance from: OF, ETF, or both where runs differ in it
 * @param seriesLabels in words; one that is empty where no other key was varied
 * @param seedGroups with finished runs
 * @param runs finished ones
 */
public record PhaseDiagram(
        SweepAxis keyAxis,
        SweepAxis strengthAxis,
        String frame,
        List<String> seriesLabels,
        List<SeedGroupPoint> seedGroups,
        List<RunPoint> runs) {

    /**
     * A setting: means over its seeds, on the head's layer; of training but for the error.
     *
     * @param x its place on the key's axis
     * @param vanished of its runs, those that the penalties have sent to zero
     */
    public record SeedGroupPoint(
            SeedGroup setting,
            int series,
            double x,
            int vanished,
            MeanEstimate nc1,
            MeanEstimate nc2,
            MeanEstimate nc3,
            MeanEstimate balance,
            MeanEstimate shrinkage,
            MeanEstimate testError) {

        /** Runs that the means are over. */
        public int finished() {
            return setting.finished().size();
        }
    }

    /**
     * A run.
     *
     * @param x its ĉ by balance, as a place on the strength's axis
     * @param logitScale what theory calls a, 1 − ĉ by shrinkage: of the mean logits' part that tells the classes apart
     */
    public record RunPoint(SweepRun run, int series, double x, double nc1, double nc2, double logitScale) {}

    public PhaseDiagram {
        seriesLabels = List.copyOf(seriesLabels);
        seedGroups = List.copyOf(seedGroups);
        runs = List.copyOf(runs);
    }

    /** Lays a sweep out. */
    public static PhaseDiagram of(SweepResults results) {
        List<SeedGroup> settings = results.seedGroups().stream()
                .filter(setting -> !setting.finished().isEmpty())
                .toList();
        int across = across(results);
        String name = across < 0 ? "" : results.keys().get(across);
        SweepAxis key = SweepAxis.forKey(
                name,
                settings.stream()
                        .map(setting -> value(setting.values(), across))
                        .toList());
        List<String> series = settings.stream()
                .map(setting -> words(results.keys(), setting.values(), across))
                .distinct()
                .toList();
        List<SweepRun> finished = settings.stream()
                .flatMap(setting -> setting.finished().stream())
                .toList();
        SweepAxis strength = SweepAxis.forStrengths(
                "\u0109 by balance",
                finished.stream().mapToDouble(run -> run.strength().byBalance()).toArray());
        List<SeedGroupPoint> points = new ArrayList<>();
        List<RunPoint> runs = new ArrayList<>();
        for (SeedGroup setting : settings) {
            int hue = series.indexOf(words(results.keys(), setting.values(), across));
            points.add(point(setting, hue, key.position(value(setting.values(), across))));
            setting.finished()
                    .forEach(run -> runs.add(new RunPoint(
                            run,
                            hue,
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

    /** Which key goes across; −1 where none is varied. */
    private static int across(SweepResults results) {
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

    private static String value(List<String> values, int across) {
        return across < 0 ? "" : values.get(across);
    }

    private static String words(List<String> keys, List<String> values, int across) {
        List<String> words = new ArrayList<>();
        for (int k = 0; k < keys.size(); k++) {
            if (k != across) {
                words.add(keys.get(k).substring(keys.get(k).lastIndexOf('.') + 1) + " " + values.get(k));
            }
        }
        return String.join(", ", words);
    }

    /** Seeds of one setting have one loss and one head, and so one frame. */
    private static SeedGroupPoint point(SeedGroup setting, int series, double at) {
        SweepRun first = setting.finished().get(0);
        return new SeedGroupPoint(
                setting,
                series,
                at,
                (int) setting.finished().stream()
                        .filter(run -> run.strength().isZero())
                        .count(),
                setting.mean(SweepQuantity.of(MetricColumn.NC1), Split.TRAIN),
                setting.mean(nc2(first), Split.TRAIN),
                setting.mean(
                        SweepQuantity.of(first.orthogonalFrame() ? MetricColumn.NC3_OF : MetricColumn.NC3_ETF),
                        Split.TRAIN),
                setting.mean(SweepQuantity.C_BALANCE, Split.TRAIN),
                setting.mean(SweepQuantity.C_SHRINKAGE, Split.TRAIN),
                setting.mean(SweepQuantity.of(MetricColumn.ERROR), Split.TEST));
    }

    private static SweepQuantity nc2(SweepRun run) {
        return SweepQuantity.of(run.orthogonalFrame() ? MetricColumn.NC2_OF : MetricColumn.NC2_ETF);
    }
}
