package org.ncollapse.report.figure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ncollapse.report.FitRows;
import org.ncollapse.report.SimplexCourse;
import org.ncollapse.report.UfmTable;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.spec.BadInputException;

/**
 * Draws a run's figures from its CSV files alone, at the sizes in which a two-column paper prints them:
 * {@code loss-error}, {@code nc1}, {@code nc2} and {@code nc3}, and {@code collapse}, the montage of objective, error
 * and the three, for a page's width; {@code simplex}, three classes in the plane of their simplex; where the run was
 * fitted, {@code ufm-dynamics}, {@code ufm-matrices}, {@code ufm-decay} and {@code ufm-spectrum}. Of a sweep,
 * {@code phase}.
 */
public final class Figures {
    private static final List<Panel> LOSS_ERROR = List.of(Panel.LOSS, Panel.ERROR);
    private static final List<Panel> OBJECTIVE_ERROR = List.of(Panel.OBJECTIVE, Panel.ERROR);
    private static final List<Panel> NC1 = List.of(Panel.NC1);
    private static final List<Panel> NC2 = List.of(Panel.NC2_OF, Panel.NC2_ETF);
    private static final List<Panel> NC3 = List.of(Panel.NC3_OF, Panel.NC3_ETF);

    private static final List<Plan> ALL = List.of(
            new Plan("loss-error", List.of(LOSS_ERROR), FigureStyle.COLUMN_WIDTH, FigureStyle.TWO_PANELS_HEIGHT),
            new Plan("nc1", List.of(NC1), FigureStyle.COLUMN_WIDTH, FigureStyle.ONE_PANEL_HEIGHT),
            new Plan("nc2", List.of(NC2), FigureStyle.COLUMN_WIDTH, FigureStyle.TWO_PANELS_HEIGHT),
            new Plan("nc3", List.of(NC3), FigureStyle.COLUMN_WIDTH, FigureStyle.TWO_PANELS_HEIGHT),
            new Plan(
                    "collapse",
                    List.of(OBJECTIVE_ERROR, NC1, NC2, NC3),
                    FigureStyle.PAGE_WIDTH,
                    FigureStyle.MONTAGE_HEIGHT));

    private static final List<String> FITTED =
            List.of(DynamicsFigure.NAME, MatricesFigure.NAME, DecayFigure.NAME, SpectrumFigure.NAME);

    private Figures() {}

    /**
     * Draws the measurements into the folder's {@code figures/}, each figure as PNG, SVG and PDF, replacing those of
     * before. Equal CSV files give equal bytes.
     *
     * @param runFolder holds {@code metrics.csv} and {@code epochs.csv}
     * @throws BadInputException if one of the files, or a column or a value in it, is missing or cannot be understood
     * @throws UncheckedIOException if the disk fails
     */
    public static void draw(Path runFolder) {
        draw(runFolder, "epoch");
    }

    /**
     * The same for tables whose column {@code epoch} counts something else.
     *
     * @param axis what it counts, the name of the horizontal axis
     */
    public static void draw(Path runFolder, String axis) {
        RunSeries run = RunSeriesReader.read(runFolder);
        write(
                runFolder,
                List.of(),
                ALL.stream().<Drawing>map(plan -> plan.of(run, axis)).toList());
    }

    /**
     * Draws three classes in the plane of their simplex, as a row of stills.
     *
     * @param course null where there is no such picture; that of an earlier time is removed then
     * @param counts what the tables' column {@code epoch} counts
     */
    public static void drawSimplex(Path runFolder, SimplexCourse course, String counts) {
        write(
                runFolder,
                List.of(SimplexFigure.NAME),
                course == null
                        ? List.of()
                        : List.of(SimplexFigure.of(
                                course, counts, RunSeriesReader.read(runFolder).terminalEpoch())));
    }

    /**
     * Draws what a fit has to show, likewise.
     *
     * @param runFolder holds {@code ufm.csv} and {@code metrics.csv}
     * @param axis what the tables' column {@code epoch} counts
     * @throws BadInputException if one of the files, or a column or a value in it, is missing or cannot be understood
     * @throws UncheckedIOException if the disk fails
     */
    public static void drawFit(Path runFolder, String axis) {
        FitRows fit = new FitRows(UfmTable.read(runFolder));
        RunSeries run = RunSeriesReader.read(runFolder);
        // An earlier fit may have had what this one has not; its figure would pass for this one's.
        write(
                runFolder,
                FITTED,
                Stream.<Optional<? extends Drawing>>of(
                                DynamicsFigure.of(fit, axis),
                                MatricesFigure.of(fit),
                                DecayFigure.of(fit, run, axis),
                                SpectrumFigure.of(fit))
                        .<Drawing>flatMap(Optional::stream)
                        .toList());
    }

    /**
     * Draws the phase diagram of a sweep into the folder's {@code figures/}.
     *
     * @return the files
     */
    public static List<Path> drawPhase(Path sweepFolder, PhaseDiagram diagram) {
        write(
                sweepFolder,
                List.of(PhaseFigure.NAME),
                PhaseFigure.of(diagram).<List<Drawing>>map(List::of).orElse(List.of()));
        return FigureFiles.of(sweepFolder.resolve("figures"), PhaseFigure.NAME).stream()
                .filter(Files::exists)
                .toList();
    }

    /** Removes the figures of a fit, as far as they are there. */
    public static void removeFit(Path runFolder) throws IOException {
        for (String name : FITTED) {
            FigureFiles.delete(runFolder.resolve("figures"), name);
        }
    }

    private static void write(Path runFolder, List<String> outdated, List<Drawing> figures) {
        Path folder = runFolder.resolve("figures");
        try {
            Files.createDirectories(folder);
            for (String name : outdated) {
                FigureFiles.delete(folder, name);
            }
            for (Drawing figure : figures) {
                FigureFiles.write(folder, figure);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the figures into " + folder, e);
        }
    }

    /** Which panels stand where in a figure of measurements. */
    private record Plan(String name, List<List<Panel>> columns, double width, double height) {

        Figure of(RunSeries run, String axis) {
            Stream<TapCurve> curves =
                    columns.stream().flatMap(List::stream).flatMap(panel -> panel.curves(run).stream());
            return new Figure(
                    name,
                    TapCurve.legend(curves.toList()),
                    columns.stream()
                            .map(column -> column.stream()
                                    .map(panel -> panel.chart(run, axis))
                                    .toList())
                            .toList(),
                    width,
                    height);
        }
    }
}
