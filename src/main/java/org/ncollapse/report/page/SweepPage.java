package org.ncollapse.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.PhaseDiagram.ConfigurationMeans;
import org.ncollapse.report.sweep.PhaseDiagram.ConfigurationPoint;
import org.ncollapse.report.sweep.PhaseDiagram.RunPoint;
import org.ncollapse.report.sweep.SeedInterval;
import org.ncollapse.report.sweep.SweepAxis;
import org.ncollapse.report.sweep.SweepAxis.Tick;
import org.ncollapse.report.sweep.SweepResults;

/**
 * The self-contained page of a sweep: its phase diagram, its comparison with theory, its fits, its configurations, and
 * its runs with links to their own pages, which have the curves.
 */
public final class SweepPage {

    private static final List<String> SCRIPTS = List.of(
            "dom.js", "saving.js", "runset.js", "runtable.js", "runcurves.js", "runscatter.js", "runs.js", "sweep.js");

    private SweepPage() {}

    /** The data of the page's script. */
    private record Data(
            String notes,
            List<String> keys,
            AxisData key,
            AxisData strength,
            Double threshold,
            String frame,
            List<String> series,
            List<ConfigurationData> configurations,
            List<RunPointData> points,
            RunSet runSet,
            String theory,
            String trajectories,
            SweepFitData fits,
            List<String> excluded,
            JsonNode provenance) {}

    private record AxisData(
            String name, boolean categorical, double min, double max, List<Tick> ticks, List<Double> values) {
        /** Intervals between the points of the theoretical curve. */
        private static final int INTERVALS = 200;

        static AxisData of(SweepAxis axis) {
            List<Double> values = IntStream.rangeClosed(0, INTERVALS)
                    .mapToObj(i -> PageJson.nullIfNotFinite(
                            axis.value(axis.min() + (axis.max() - axis.min()) * i / INTERVALS)))
                    .toList();
            return new AxisData(
                    axis.name(),
                    axis.scale() == SweepAxis.AxisScale.CATEGORICAL,
                    axis.min(),
                    axis.max(),
                    axis.ticks(),
                    values);
        }
    }

    /** A mean of n values and its interval. */
    private record MeanData(int n, Double mean, Double low, Double high) {
        static MeanData of(SeedInterval interval) {
            return new MeanData(
                    interval.n(),
                    PageJson.nullIfNotFinite(interval.mean()),
                    PageJson.nullIfNotFinite(interval.low()),
                    PageJson.nullIfNotFinite(interval.high()));
        }
    }

    private record ConfigurationData(
            List<String> values, int series, double x, int planned, int finished, int zeroSolutions, MeansData means) {
        static ConfigurationData of(ConfigurationPoint point) {
            return new ConfigurationData(
                    point.configuration().values(),
                    point.series(),
                    point.x(),
                    point.configuration().runs().size(),
                    point.finished(),
                    point.zeroSolutions(),
                    MeansData.of(point.means()));
        }
    }

    private record MeansData(
            MeanData nc1, MeanData nc2, MeanData nc3, MeanData balance, MeanData shrinkage, MeanData testError) {
        static MeansData of(ConfigurationMeans means) {
            return new MeansData(
                    MeanData.of(means.nc1()),
                    MeanData.of(means.nc2()),
                    MeanData.of(means.nc3()),
                    MeanData.of(means.balance()),
                    MeanData.of(means.shrinkage()),
                    MeanData.of(means.testError()));
        }
    }

    /** A finished run in the panels against the regularization strength. */
    private record RunPointData(String run, int series, Double x, Double nc1, Double logitScale, boolean zeroSolution) {
        static RunPointData of(RunPoint point) {
            return new RunPointData(
                    point.run().name(),
                    point.series(),
                    PageJson.nullIfNotFinite(point.x()),
                    PageJson.nullIfNotFinite(point.nc1()),
                    PageJson.nullIfNotFinite(point.logitScale()),
                    point.run().strength().isZeroSolution());
        }
    }

    /** Returns the SVG file as a data URL; null without one. */
    private static String svgUrl(List<Path> figures) throws IOException {
        for (Path figure : figures) {
            if (figure.toString().endsWith(".svg")) {
                return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(figure));
            }
        }
        return null;
    }

    /**
     * Writes the page atomically.
     *
     * @param theoryFigures the files of the figure {@code theory}, whose SVG is embedded; none without it
     * @param trajectoryFigures those of the figure {@code trajectories}, as well
     * @param excluded sentences about the runs that are not averaged
     * @param provenance the sweep and the software that collected it
     */
    public static void write(
            Path file,
            SweepResults results,
            PhaseDiagram diagram,
            List<Path> theoryFigures,
            List<Path> trajectoryFigures,
            List<String> excluded,
            JsonNode provenance)
            throws IOException {
        Data data = new Data(
                results.notes(),
                results.keys(),
                AxisData.of(diagram.keyAxis()),
                AxisData.of(diagram.strengthAxis()),
                diagram.strengthAxis().position(1.0),
                diagram.frame(),
                diagram.seriesLabels(),
                diagram.configurations().stream().map(ConfigurationData::of).toList(),
                diagram.runs().stream().map(RunPointData::of).toList(),
                RunSet.of(results, "../", "epoch"),
                svgUrl(theoryFigures),
                svgUrl(trajectoryFigures),
                SweepFitData.of(results),
                excluded,
                provenance);
        String page =
                RunPage.fillTemplate(RunPage.resource("sweep.html"), results.name(), SCRIPTS, PageJson.embed(data));
        AtomicFile.writeUnsynced(file, part -> Files.writeString(part, page));
    }
}
