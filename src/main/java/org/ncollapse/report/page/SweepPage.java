package org.ncollapse.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.report.WholeFile;
import org.ncollapse.report.sweep.Interval;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.PhaseDiagram.RunPoint;
import org.ncollapse.report.sweep.PhaseDiagram.SettingPoint;
import org.ncollapse.report.sweep.PlaceAxis;
import org.ncollapse.report.sweep.PlaceAxis.Tick;
import org.ncollapse.report.sweep.SweepResults;
import org.ncollapse.report.sweep.SweptRun;

/**
 * The page of a sweep, as self-contained as a run's: its phase diagram, its settings, and its runs with links to their
 * own pages, whose curves it leaves there.
 */
public final class SweepPage {

    private static final List<String> SCRIPTS = List.of("basics.js", "sweep.js");

    private SweepPage() {}

    /** All that the page's script knows. */
    private record Data(
            String notes,
            List<String> keys,
            Axis key,
            Axis strength,
            Double threshold,
            String frame,
            List<String> series,
            List<SettingData> settings,
            List<PointData> points,
            List<RunData> runs,
            List<String> leftOut,
            JsonNode provenance) {}

    private record Axis(String name, boolean words, double first, double last, List<Tick> ticks, List<Double> numbers) {
        /** Points along the axis for which the script is told their numbers: theory's curve. */
        private static final int NUMBERS = 200;

        static Axis of(PlaceAxis axis) {
            List<Double> numbers = IntStream.rangeClosed(0, NUMBERS)
                    .mapToObj(i -> Json.number(axis.number(axis.first() + (axis.last() - axis.first()) * i / NUMBERS)))
                    .toList();
            return new Axis(
                    axis.name(),
                    axis.division() == PlaceAxis.Division.WORDS,
                    axis.first(),
                    axis.last(),
                    axis.ticks(),
                    numbers);
        }
    }

    /** A mean: how many values it is over, and its 95 % confidence interval. */
    private record Mean(int count, Double mean, Double low, Double high) {
        static Mean of(Interval interval) {
            return new Mean(
                    interval.count(),
                    Json.number(interval.mean()),
                    Json.number(interval.low()),
                    Json.number(interval.high()));
        }
    }

    private record SettingData(
            List<String> values,
            int series,
            double at,
            int planned,
            int finished,
            int vanished,
            Mean nc1,
            Mean nc2,
            Mean nc3,
            Mean balance,
            Mean shrinkage,
            Mean testError) {
        static SettingData of(SettingPoint point) {
            return new SettingData(
                    point.setting().values(),
                    point.series(),
                    point.at(),
                    point.setting().runs().size(),
                    point.finished(),
                    point.vanished(),
                    Mean.of(point.nc1()),
                    Mean.of(point.nc2()),
                    Mean.of(point.nc3()),
                    Mean.of(point.balance()),
                    Mean.of(point.shrinkage()),
                    Mean.of(point.testError()));
        }
    }

    /** A finished run in the panels against the strength. */
    private record PointData(String run, int series, Double at, Double nc1, Double size, boolean vanished) {
        static PointData of(RunPoint point) {
            return new PointData(
                    point.run().name(),
                    point.series(),
                    Json.number(point.at()),
                    Json.number(point.nc1()),
                    Json.number(point.size()),
                    point.run().strength().vanished());
        }
    }

    private record RunData(
            String name,
            String status,
            List<String> values,
            long seed,
            Integer epoch,
            Integer zero,
            Double balance,
            Double shrinkage) {
        static RunData of(SweptRun run) {
            Integer zero = run.end() == null || run.end().zero() < 0
                    ? null
                    : (Integer) run.end().zero();
            return new RunData(
                    run.name(),
                    run.status(),
                    run.values(),
                    run.seed(),
                    run.end() == null ? null : run.end().epoch(),
                    zero,
                    Json.number(run.strength().balance()),
                    Json.number(run.strength().shrinkage()));
        }
    }

    /**
     * Writes the page whole.
     *
     * @param leftOut sentences on which runs are in no mean
     * @param provenance what the sweep came of, and what collected it
     */
    public static void write(
            Path file, SweepResults results, PhaseDiagram diagram, List<String> leftOut, JsonNode provenance)
            throws IOException {
        Data data = new Data(
                results.notes(),
                results.keys(),
                Axis.of(diagram.key()),
                Axis.of(diagram.strength()),
                diagram.strength().place(1.0),
                diagram.frame(),
                diagram.series(),
                diagram.settings().stream().map(SettingData::of).toList(),
                diagram.runs().stream().map(PointData::of).toList(),
                results.runs().stream().map(RunData::of).toList(),
                leftOut,
                provenance);
        String page = Page.filled(Page.resource("sweep.html"), results.name(), SCRIPTS, Json.of(data));
        WholeFile.replace(file, beside -> Files.writeString(beside, page));
    }
}
