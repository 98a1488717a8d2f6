package org.ncollapse.report.figure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.SweepResults;
import org.ncollapse.report.sweep.TheoryComparison;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.report.table.MetricsTable;

/**
 * Draws the figures of a run from its CSV files, at the sizes of a two-column paper: {@code loss-error}, {@code nc1},
 * {@code nc2}, {@code nc3}, and {@code collapse}, which has objective, error and NC1 to NC3 over the width of a page;
 * {@code simplex}, three classes in the plane of their simplex; for a fitted run {@code ufm-trajectories},
 * {@code ufm-matrices}, {@code ufm-regularization} and {@code ufm-singular-values}. For a sweep it draws
 * {@code phase-diagram}, with a known penalty of the features {@code theory}, and with fits {@code trajectories}.
 */
public final class Figures {
    private static final List<MetricPanel> LOSS_ERROR = List.of(MetricPanel.LOSS, MetricPanel.ERROR);
    private static final List<MetricPanel> OBJECTIVE_ERROR = List.of(MetricPanel.OBJECTIVE, MetricPanel.ERROR);
    private static final List<MetricPanel> NC1 = List.of(MetricPanel.NC1);
    private static final List<MetricPanel> NC2 = List.of(MetricPanel.NC2_OF, MetricPanel.NC2_ETF);
    private static final List<MetricPanel> NC3 = List.of(MetricPanel.NC3_OF, MetricPanel.NC3_ETF);

    private static final List<FigureLayout> ALL = List.of(
            new FigureLayout(
                    "loss-error", List.of(LOSS_ERROR), FigureStyle.COLUMN_WIDTH, FigureStyle.TWO_PANELS_HEIGHT),
            new FigureLayout("nc1", List.of(NC1), FigureStyle.COLUMN_WIDTH, FigureStyle.ONE_PANEL_HEIGHT),
            new FigureLayout("nc2", List.of(NC2), FigureStyle.COLUMN_WIDTH, FigureStyle.TWO_PANELS_HEIGHT),
            new FigureLayout("nc3", List.of(NC3), FigureStyle.COLUMN_WIDTH, FigureStyle.TWO_PANELS_HEIGHT),
            new FigureLayout(
                    "collapse",
                    List.of(OBJECTIVE_ERROR, NC1, NC2, NC3),
                    FigureStyle.PAGE_WIDTH,
                    FigureStyle.MONTAGE_HEIGHT));

    private static final List<String> FITTED =
            List.of(TrajectoryFigure.NAME, MatricesFigure.NAME, RegularizationFigure.NAME, SingularValuesFigure.NAME);

    private Figures() {}

    /**
     * Draws the captured metrics into the folder's {@code figures/}. Each figure is written as PNG, SVG and PDF and
     * replaces an earlier one. Equal CSV files give equal bytes.
     *
     * @param runFolder has {@code metrics.csv} and {@code epochs.csv}
     * @throws BadInputException if a file, a column or a value is missing or invalid
     * @throws UncheckedIOException if the disk fails
     */
    public static void drawMetrics(Path runFolder) {
        drawMetrics(runFolder, "epoch");
    }

    /**
     * As {@link #drawMetrics(Path)}, for tables whose column {@code epoch} has another meaning.
     *
     * @param axis the label of the horizontal axis: epoch or iteration
     */
    public static void drawMetrics(Path runFolder, String axis) {
        FigureData run = FigureData.read(runFolder);
        write(
                runFolder,
                List.of(),
                ALL.stream().<Drawing>map(plan -> plan.of(run, axis)).toList());
    }

    /**
     * Draws the figure of a run for a paper, as {@link #drawMetrics(Path)} does.
     *
     * @return the files
     * @throws BadInputException if the run has no values of a panel; nothing is written then
     */
    public static List<Path> drawPaper(Path runFolder, String axis, PaperFormat format) {
        write(runFolder, List.of(), List.of(format.of(FigureData.read(runFolder), axis)));
        return FigureWriter.paths(runFolder.resolve("figures"), format.figureName());
    }

    /**
     * Draws three classes in the plane of their simplex at some epochs.
     *
     * @param trajectory null if there are no samples; an earlier figure is deleted then
     * @param epochLabel the meaning of the tables' column {@code epoch}
     */
    public static void drawSimplex(Path runFolder, SimplexTrajectory trajectory, String epochLabel) {
        write(
                runFolder,
                List.of(SimplexFigure.NAME),
                trajectory == null
                        ? List.of()
                        : List.of(SimplexFigure.of(
                                trajectory,
                                epochLabel,
                                MetricsTable.read(runFolder).zeroErrorEpoch())));
    }

    /**
     * Draws the figures of a fit, as {@link #drawMetrics(Path)} does.
     *
     * @param runFolder has {@code ufm.csv} and {@code metrics.csv}
     * @param axis the label of the horizontal axis: epoch or iteration
     * @throws BadInputException if a file, a column or a value is missing or invalid
     * @throws UncheckedIOException if the disk fails
     */
    public static void drawFit(Path runFolder, String axis) {
        FitRows fit = new FitRows(FitFiles.read(runFolder));
        FigureData run = FigureData.read(runFolder);
        // Deletes figures of an earlier fit that this fit does not produce.
        write(
                runFolder,
                FITTED,
                Stream.<Optional<? extends Drawing>>of(
                                TrajectoryFigure.of(fit),
                                MatricesFigure.of(fit),
                                RegularizationFigure.of(fit, run, axis),
                                SingularValuesFigure.of(fit))
                        .<Drawing>flatMap(Optional::stream)
                        .toList());
    }

    /**
     * Draws the phase diagram of a sweep into the folder's {@code figures/}.
     *
     * @return the files
     */
    public static List<Path> drawPhaseDiagram(Path sweepFolder, PhaseDiagram diagram) {
        write(
                sweepFolder,
                List.of(PhaseDiagramFigure.NAME),
                PhaseDiagramFigure.of(diagram).<List<Drawing>>map(List::of).orElse(List.of()));
        return FigureWriter.paths(sweepFolder.resolve("figures"), PhaseDiagramFigure.NAME).stream()
                .filter(Files::exists)
                .toList();
    }

    /**
     * Draws a sweep's comparison with the plain model, as {@link #drawPhaseDiagram} does; an earlier figure is deleted
     * if there is nothing to compare.
     *
     * @return the files
     */
    public static List<Path> drawTheory(Path sweepFolder, TheoryComparison comparison) {
        write(
                sweepFolder,
                List.of(TheoryFigure.NAME),
                TheoryFigure.of(comparison).<List<Drawing>>map(List::of).orElse(List.of()));
        return FigureWriter.paths(sweepFolder.resolve("figures"), TheoryFigure.NAME).stream()
                .filter(Files::exists)
                .toList();
    }

    /**
     * Draws the trajectories of a sweep's fits, as {@link #drawPhaseDiagram} does; an earlier figure is deleted if no
     * run has trajectories.
     *
     * @return the files
     */
    public static List<Path> drawTrajectories(Path sweepFolder, SweepResults results) {
        write(
                sweepFolder,
                List.of(SeedTrajectoriesFigure.NAME),
                SeedTrajectoriesFigure.of(results).<List<Drawing>>map(List::of).orElse(List.of()));
        return FigureWriter.paths(sweepFolder.resolve("figures"), SeedTrajectoriesFigure.NAME).stream()
                .filter(Files::exists)
                .toList();
    }

    /** Deletes the figures of a fit that exist. */
    public static void deleteFitFigures(Path runFolder) throws IOException {
        for (String name : FITTED) {
            FigureWriter.delete(runFolder.resolve("figures"), name);
        }
    }

    private static void write(Path runFolder, List<String> outdated, List<Drawing> figures) {
        Path folder = runFolder.resolve("figures");
        try {
            Files.createDirectories(folder);
            for (String name : outdated) {
                FigureWriter.delete(folder, name);
            }
            for (Drawing figure : figures) {
                FigureWriter.write(folder, figure);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the figures into " + folder, e);
        }
    }

    /** The layout of the panels in a figure of metrics. */
    private record FigureLayout(String name, List<List<MetricPanel>> columns, double width, double height) {

        Figure of(FigureData run, String axis) {
            List<List<MetricPanel>> drawn = drawn(run);
            Stream<TapCurve> curves = drawn.stream().flatMap(List::stream).flatMap(panel -> panel.curves(run).stream());
            return new Figure(
                    name,
                    TapCurve.legend(curves.toList()),
                    drawn.stream()
                            .map(column -> column.stream()
                                    .map(panel -> panel.chart(run, axis))
                                    .toList())
                            .toList(),
                    width,
                    height);
        }

        /** Returns the panels that have curves; all of them if none has, which says so. */
        private List<List<MetricPanel>> drawn(FigureData run) {
            List<List<MetricPanel>> withCurves = columns.stream()
                    .map(column -> column.stream()
                            .map(panel -> panel.orLoss(run))
                            .filter(panel -> !panel.curves(run).isEmpty())
                            .toList())
                    .filter(column -> !column.isEmpty())
                    .toList();
            return withCurves.isEmpty() ? columns : withCurves;
        }
    }
}
