package org.ncollapse.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.spec.BadInputException;

/**
 * Draws a run's figures from its CSV files alone, at the sizes in which a two-column paper prints them:
 * {@code loss-error}, {@code nc1}, {@code nc2} and {@code nc3}, and {@code collapse} with all four in a row.
 */
public final class Figures {
    private static final List<Panel> LOSS_ERROR = List.of(Panel.LOSS, Panel.ERROR);
    private static final List<Panel> NC1 = List.of(Panel.NC1);
    private static final List<Panel> NC2 = List.of(Panel.NC2_OF, Panel.NC2_ETF);
    private static final List<Panel> NC3 = List.of(Panel.NC3_OF, Panel.NC3_ETF);

    private static final List<Figure> ALL = List.of(
            new Figure("loss-error", List.of(LOSS_ERROR), FigureStyle.COLUMN_WIDTH, FigureStyle.TWO_PANELS_HEIGHT),
            new Figure("nc1", List.of(NC1), FigureStyle.COLUMN_WIDTH, FigureStyle.ONE_PANEL_HEIGHT),
            new Figure("nc2", List.of(NC2), FigureStyle.COLUMN_WIDTH, FigureStyle.TWO_PANELS_HEIGHT),
            new Figure("nc3", List.of(NC3), FigureStyle.COLUMN_WIDTH, FigureStyle.TWO_PANELS_HEIGHT),
            new Figure("collapse", List.of(LOSS_ERROR, NC1, NC2, NC3), FigureStyle.PAGE_WIDTH, FigureStyle.MONTAGE_HEIGHT));

    private Figures() {
    }

    /**
     * Draws all figures into the folder's {@code figures/}, each as PNG, SVG and PDF, replacing those of before.
     * Equal CSV files give equal bytes.
     *
     * @param runFolder holds {@code metrics.csv} and {@code epochs.csv}
     * @throws BadInputException    if one of the files, or a column or a value in it, is missing or cannot be understood
     * @throws UncheckedIOException if the disk fails
     */
    public static void draw(Path runFolder) {
        RunSeries run = RunSeriesReader.read(runFolder);
        Path folder = runFolder.resolve("figures");
        try {
            Files.createDirectories(folder);
            for (Figure figure : ALL) {
                FigureFiles.write(folder, figure.name(), figure.width(), figure.height(), g2 -> figure.draw(run, g2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the figures into " + folder, e);
        }
    }
}
