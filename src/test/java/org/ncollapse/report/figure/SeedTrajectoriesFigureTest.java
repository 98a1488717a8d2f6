package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.report.sweep.SyntheticFits;
import org.ncollapse.report.sweep.SyntheticSweep;

class SeedTrajectoriesFigureTest {
    private static final String NAME = "trajectories";

    @TempDir
    private Path folder;

    private FigureFiles figures;

    @BeforeEach
    void setUp() {
        figures = new FigureFiles(folder);
    }

    @Test
    void configurationsAreColumnsWithTitles() throws Exception {
        figures.write(SeedTrajectoriesFigure.of(SyntheticFits.sweep(2)));
        assertThat(figures.texts(NAME))
                .contains(
                        "network",
                        "plain",
                        "extended-relu",
                        "thin: frozen features",
                        "interval over seeds",
                        "samplesPerClass 1",
                        "samplesPerClass 2",
                        "3 seeds",
                        "fitted",
                        "held out",
                        "NC1",
                        "NC2: dist. to OF",
                        "NC1(H\u2082) / NC1(H\u2081)",
                        "\u03a3 \u03b7 \u03bb / (1 \u2212 \u03bc), decay time constants")
                .doesNotContain("2 of 2 configurations");
    }

    @Test
    void ofManyConfigurationsFourAreShown() throws Exception {
        figures.write(SeedTrajectoriesFigure.of(SyntheticFits.sweep(7)));
        assertThat(figures.texts(NAME))
                .contains(
                        "4 of 7 configurations",
                        "samplesPerClass 1",
                        "samplesPerClass 3",
                        "samplesPerClass 5",
                        "samplesPerClass 7")
                .doesNotContain("samplesPerClass 2", "samplesPerClass 4", "samplesPerClass 6");
    }

    @Test
    void metricsOfSingleConfigurationAreColumns() throws Exception {
        figures.write(SeedTrajectoriesFigure.of(SyntheticFits.sweep(1)));
        BufferedImage image = figures.png(NAME);
        assertThat(image.getWidth()).isGreaterThan(2 * image.getHeight());
        assertThat(figures.texts(NAME)).filteredOn("held out"::equals).hasSize(3);
    }

    @Test
    void sameSweepGivesSameBytesAndOneWithoutFitsHasNoFigure() throws Exception {
        assertThat(Figures.drawTrajectories(folder, SyntheticFits.sweep(2)))
                .extracting(file -> folder.relativize(file).toString())
                .containsExactly("figures/trajectories.png", "figures/trajectories.svg", "figures/trajectories.pdf");
        byte[] svg = Files.readAllBytes(folder.resolve("figures/trajectories.svg"));
        byte[] pdf = Files.readAllBytes(folder.resolve("figures/trajectories.pdf"));
        Figures.drawTrajectories(folder, SyntheticFits.sweep(2));
        assertThat(folder.resolve("figures/trajectories.svg")).hasBinaryContent(svg);
        assertThat(folder.resolve("figures/trajectories.pdf")).hasBinaryContent(pdf);
        assertThat(Figures.drawTrajectories(folder, SyntheticSweep.decays(1))).isEmpty();
        assertThat(folder.resolve("figures")).isEmptyDirectory();
    }
}
