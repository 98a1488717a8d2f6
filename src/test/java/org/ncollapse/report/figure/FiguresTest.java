package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The content of the figures of metrics. */
class FiguresTest {
    @TempDir
    private Path folder;

    private FigureFiles figures;

    @BeforeEach
    void setUp() {
        figures = new FigureFiles(folder);
    }

    @Test
    void runWithoutZeroErrorHasNoTerminalPhase() throws Exception {
        CsvFixture.with(
                folder,
                List.of(
                        CsvFixture.METRICS_HEADER,
                        "0,a,train,1,,1,1,1,1,2.3,,0.9,0.1,0",
                        "4,a,train,0.5,,1,1,1,1,0.3,,0.1,0.1,0"),
                List.of(CsvFixture.EPOCHS_HEADER));
        Figures.drawMetrics(folder);

        assertThat(figures.texts("loss-error")).contains("error", "train").doesNotContain("terminal phase", "test");
    }

    @Test
    void terminalPhaseIsShadedFromItsFirstEpoch() throws IOException {
        Figures.drawMetrics(CsvFixture.collapsing(folder));
        BufferedImage image = figures.png("nc1");

        // A row near the bottom of the panel, where no curve is: white for epochs 0 to 5 of 10, then shaded.
        int row = (int) Math.round((FigureStyle.ONE_PANEL_HEIGHT - FigureStyle.BOTTOM_SPACE - 5) * 300 / 72);
        int left = (int) Math.round(FigureStyle.LEFT_SPACE * 300 / 72);
        int right = (int) Math.round((FigureStyle.COLUMN_WIDTH - FigureStyle.MARGIN) * 300 / 72);
        int[] shaded = IntStream.range(left + 5, right - 5)
                .filter(x -> new Color(image.getRGB(x, row)).getBlue() < 250)
                .toArray();

        assertThat((shaded[0] - left) / (double) (right - left)).isBetween(0.49, 0.51);
        assertThat(shaded).hasSize(right - 5 - shaded[0]);
    }

    @Test
    void panelsWithoutValuesAreLabeled() throws Exception {
        CsvFixture.with(
                folder,
                List.of(CsvFixture.METRICS_HEADER, "0,a,train,,,1,0,,,,,,0.1,0", "1,a,train,,,1,0,,,,,,0.1,0"),
                List.of(CsvFixture.EPOCHS_HEADER));
        Figures.drawMetrics(folder);

        assertThat(figures.texts("nc1")).contains("NC1", "undefined for this run");
        assertThat(figures.texts("loss-error"))
                .filteredOn("undefined for this run"::equals)
                .hasSize(2);
        assertThat(figures.texts("nc2")).contains("all values zero").doesNotContain("undefined for this run");
    }

    @Test
    void lossTakesThePlaceOfAnObjectiveWithoutValues() throws Exception {
        CsvFixture.with(
                folder,
                List.of(
                        CsvFixture.METRICS_HEADER,
                        "1,a,train,1,,1,1,1,1,2.3,,0.9,,0",
                        "4,a,train,0.5,,1,1,1,1,0.3,,0.1,,0"),
                List.of(CsvFixture.EPOCHS_HEADER));
        Figures.drawMetrics(folder);
        assertThat(figures.texts("collapse"))
                .contains("loss", "error", "NC1")
                .doesNotContain("objective", "undefined for this run");
    }

    @Test
    void metricsOfTheHeadHaveNoPanelsWithoutHead() throws Exception {
        CsvFixture.with(
                folder,
                List.of(CsvFixture.METRICS_HEADER, "1,a,train,1,,1,1,,,,,,,", "4,a,train,0.5,,1,1,,,,,,,"),
                List.of(CsvFixture.EPOCHS_HEADER));
        Figures.drawMetrics(folder);
        assertThat(figures.texts("collapse"))
                .contains("NC1", "NC2: dist. to ETF")
                .doesNotContain("loss", "objective", "error", "NC3: dist. to ETF", "undefined for this run");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,a,train,1,,1,1,1,1,1,,0.9,0.1,0",
                "0,a,train,1,,1,1,1,1,1,,0,0.1,1",
                "7,a,test,1e-9,,1,1,,,,,,0.1,0"
            })
    void runWithOneEpochIsDrawn(String row) throws IOException {
        CsvFixture.with(folder, List.of(CsvFixture.METRICS_HEADER, row), List.of(CsvFixture.EPOCHS_HEADER));
        Figures.drawMetrics(folder);

        // A marker of tap 0 in the panel, which is below the legend.
        BufferedImage image = figures.png("nc1");
        boolean marked = IntStream.range(100, image.getHeight())
                .anyMatch(y -> IntStream.range(0, image.getWidth())
                        .anyMatch(
                                x -> image.getRGB(x, y) == FigureStyle.color(0).getRGB()));
        assertThat(marked).isTrue();
    }

    @Test
    void filesWithoutRowsAreDrawn() throws Exception {
        CsvFixture.with(folder, List.of(CsvFixture.METRICS_HEADER), List.of(CsvFixture.EPOCHS_HEADER));
        Figures.drawMetrics(folder);

        assertThat(figures.texts("collapse"))
                .filteredOn("undefined for this run"::equals)
                .hasSize(7);
    }
}
