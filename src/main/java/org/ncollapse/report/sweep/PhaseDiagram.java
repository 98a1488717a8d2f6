package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.metrics.MetricColumn;

/**
 * What a sweep's phase diagram shows: how the runs ended, against the first of its keys whose values are numbers
 * (without one, the first), a series each combination of the others; and against the strength of the penalties.
 *
 * @param frame that NC2 is the distance from: OF, ETF, or both where runs differ in it
 * @param series in words; one that is empty where no other key was varied
 * @param settings with finished runs
 * @param runs finished ones
 */
public record PhaseDiagram(
        PlaceAxis key,
        PlaceAxis strength,
        String frame,
        List<String> series,
        List<SettingPoint> settings,
        List<RunPoint> runs) {

    /**
     * A setting: means over its seeds, on the head's layer; of training but for the error.
     *
     * @param at its place on the key's axis
     * @param vanished of its runs, those that the penalties have sent to zero
     */
    public record SettingPoint(
            Setting setting,
            int series,
            double at,
            int vanished,
            Interval nc1,
            Interval nc2,
            Interval nc3,
            Interval balance,
            Interval shrinkage,
            Interval testError) {

        /** Runs that the means are over. */
        public int finished() {
            return setting.finished().size();
        }
    }

    /**
     * A run.
     *
     * @param at its ĉ by balance, as a place on the strength's axis
     * @param size what theory calls a, 1 − ĉ by shrinkage: of the mean logits' part that tells the classes apart
     */
    public record RunPoint(SweptRun run, int series, double at, double nc1, double nc2, double size) {}

    public PhaseDiagram {
        series = List.copyOf(series);
        settings = List.copyOf(settings);
        runs = List.copyOf(runs);
    }

    /** Lays a sweep out. */
    public static PhaseDiagram of(SweepResults results) {
        List<Setting> settings = results.settings().stream()
                .filter(setting -> !setting.finished().isEmpty())
                .toList();
        int across = across(results);
        String name = across < 0 ? "" : results.keys().get(across);
        PlaceAxis key = PlaceAxis.ofKey(
                name,
                settings.stream()
                        .map(setting -> value(setting.values(), across))
                        .toList());
        List<String> series = settings.stream()
                .map(setting -> words(results.keys(), setting.values(), across))
                .distinct()
                .toList();
        List<SweptRun> finished = settings.stream()
                .flatMap(setting -> setting.finished().stream())
                .toList();
        PlaceAxis strength = PlaceAxis.ofStrengths(
                "\u0109 by balance",
                finished.stream().mapToDouble(run -> run.strength().balance()).toArray());
        List<SettingPoint> points = new ArrayList<>();
        List<RunPoint> runs = new ArrayList<>();
        for (Setting setting : settings) {
            int hue = series.indexOf(words(results.keys(), setting.values(), across));
            points.add(point(setting, hue, key.place(value(setting.values(), across))));
            setting.finished()
                    .forEach(run -> runs.add(new RunPoint(
                            run,
                            hue,
                            strength.place(run.strength().balance()),
                            run.at(Quantity.of(MetricColumn.NC1), "train"),
                            run.at(nc2(run), "train"),
                            1 - run.strength().shrinkage())));
        }
        boolean orthogonal = finished.stream().anyMatch(SweptRun::orthogonal);
        boolean simplex = finished.stream().anyMatch(run -> !run.orthogonal());
        return new PhaseDiagram(
                key, strength, orthogonal && simplex ? "OF or ETF" : orthogonal ? "OF" : "ETF", series, points, runs);
    }

    /** Which key goes across; −1 where none is varied. */
    private static int across(SweepResults results) {
        return IntStream.range(0, results.keys().size())
                .filter(k -> PlaceAxis.ofKey(
                                        "",
                                        results.runs().stream()
                                                .map(run -> run.values().get(k))
                                                .toList())
                                .division()
                        != PlaceAxis.Division.WORDS)
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
    private static SettingPoint point(Setting setting, int series, double at) {
        SweptRun first = setting.finished().get(0);
        return new SettingPoint(
                setting,
                series,
                at,
                (int) setting.finished().stream()
                        .filter(run -> run.strength().vanished())
                        .count(),
                setting.mean(Quantity.of(MetricColumn.NC1), "train"),
                setting.mean(nc2(first), "train"),
                setting.mean(Quantity.of(first.orthogonal() ? MetricColumn.NC3_OF : MetricColumn.NC3_ETF), "train"),
                setting.mean(Quantity.C_BALANCE, "train"),
                setting.mean(Quantity.C_SHRINKAGE, "train"),
                setting.mean(Quantity.of(MetricColumn.ERROR), "test"));
    }

    private static Quantity nc2(SweptRun run) {
        return Quantity.of(run.orthogonal() ? MetricColumn.NC2_OF : MetricColumn.NC2_ETF);
    }
}
