package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Entry;
import org.ncollapse.ufm.fit.FitRow.Kind;

class MatricesFigureTest {
    private static final String[] THREE = {"plain", "extended-linear", "extended-relu"};

    @TempDir
    private Path folder;

    private FigureFiles figures;

    @BeforeEach
    void setUp() {
        figures = new FigureFiles(folder);
    }

    @Test
    void matricesOfHundredClassesAreImages() throws Exception {
        FitRows fit = new FitRows(SyntheticFitRows.of(100, "plain"));
        figures.write(MatricesFigure.of(fit));

        assertThat(figures.imageCount("ufm-matrices")).isEqualTo(9);
        assertThat(Files.size(folder.resolve("figures/ufm-matrices.svg"))).isLessThan(1_000_000);
    }

    @Test
    void matricesHaveLabelsAndOneColorBarPerRow() throws Exception {
        figures.write(MatricesFigure.of(new FitRows(SyntheticFitRows.of(4, THREE))));

        assertThat(figures.texts("ufm-matrices"))
                .contains(
                        "network",
                        "plain",
                        "extended-linear",
                        "extended-relu",
                        "Gram of means",
                        "Gram of head",
                        "mean logits",
                        "0");
        // The two extended models predict the same and share a column: three maps and a bar in each of three rows.
        assertThat(figures.imageCount("ufm-matrices")).isEqualTo(12);
        try (PDDocument pdf = figures.pdf("ufm-matrices")) {
            assertThat(new PDFTextStripper().getText(pdf)).contains("network", "extended-linear", "extended-relu");
        }
    }

    @Test
    void matrixWithoutPredictionIsLabeled() throws Exception {
        List<FitRow> rows = SyntheticFitRows.of(4, "plain").stream()
                .map(row -> row.quantity().equals("logits")
                        ? new FitRow(
                                row.kind(),
                                row.model(),
                                row.epoch(),
                                row.layer(),
                                row.quantity(),
                                row.entry(),
                                row.observed(),
                                Double.NaN,
                                Double.NaN)
                        : row)
                .toList();
        figures.write(MatricesFigure.of(new FitRows(rows)));

        assertThat(figures.texts("ufm-matrices"))
                .filteredOn("not predicted"::equals)
                .hasSize(1);
        assertThat(figures.imageCount("ufm-matrices")).isEqualTo(8);
    }

    @Test
    void positiveIsRedNegativeIsBlueAndFirstIndexIsRow() throws IOException {
        figures.write(MatricesFigure.of(
                new FitRows(List.of(logit(0, 0, 0, 0), logit(0, 1, 1, 0), logit(1, 0, -1, 0), logit(1, 1, 0, 0)))));
        BufferedImage image = figures.png("ufm-matrices");
        BufferedImage pdf;
        try (PDDocument document = figures.pdf("ufm-matrices")) {
            pdf = new PDFRenderer(document).renderImageWithDPI(0, 300);
        }

        // The network's map is in the left half, the color bar in the right half.
        for (BufferedImage drawn : List.of(image, pdf)) {
            double[] red = center(drawn, color -> color.getRed() > color.getBlue() + 50);
            double[] blue = center(drawn, color -> color.getBlue() > color.getRed() + 50);
            assertThat(red[0]).as("red is right of blue").isGreaterThan(blue[0] + 100);
            assertThat(red[1]).as("red is above blue").isLessThan(blue[1] - 100);
        }
    }

    private static FitRow logit(int i, int j, double observed, double predicted) {
        return new FitRow(
                Kind.MATRIX,
                "plain",
                OptionalInt.of(3),
                "",
                "logits",
                Entry.ofMatrix(i, j),
                observed,
                predicted,
                Double.NaN);
    }

    /** Returns the mean position of the pixels of a color in the left half of an image. */
    private static double[] center(BufferedImage image, Predicate<Color> color) {
        List<int[]> pixels = new ArrayList<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth() / 2; x++) {
                if (color.test(new Color(image.getRGB(x, y)))) {
                    pixels.add(new int[] {x, y});
                }
            }
        }
        return new double[] {
            pixels.stream().mapToInt(p -> p[0]).average().orElseThrow(),
            pixels.stream().mapToInt(p -> p[1]).average().orElseThrow()
        };
    }
}
