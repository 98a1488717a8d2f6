package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;

/** The files of the figures of metrics. */
class FigureFilesTest {
    private static final List<String> NAMES = List.of("loss-error", "nc1", "nc2", "nc3", "collapse");

    @TempDir
    private Path folder;

    private FigureFiles figures;

    @BeforeEach
    void setUp() {
        figures = new FigureFiles(folder);
    }

    @Test
    void allFiguresHaveThreeFormats() throws IOException {
        Figures.drawMetrics(CsvFixture.collapsing(folder));

        try (Stream<Path> files = Files.list(folder.resolve("figures"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(NAMES.stream()
                            .flatMap(name -> Stream.of(name + ".png", name + ".svg", name + ".pdf"))
                            .toList());
        }
    }

    @Test
    void figuresAreAColumnWideAndMontageAPage() throws Exception {
        Figures.drawMetrics(CsvFixture.collapsing(folder));

        for (String name : NAMES) {
            double inches = name.equals("collapse") ? 6.75 : 3.25;
            assertThat(figures.png(name).getWidth()).as(name).isEqualTo((int) Math.round(inches * 300));
            assertThat(figures.svg(name).getDocumentElement().getAttribute("width"))
                    .as(name)
                    .isEqualTo(inches + "00in");
            try (PDDocument pdf = figures.pdf(name)) {
                assertThat(pdf.getPage(0).getMediaBox().getWidth()).as(name).isEqualTo((float) (inches * 72));
            }
        }
    }

    @Test
    void svgAndPdfContainText() throws Exception {
        Figures.drawMetrics(CsvFixture.collapsing(folder));

        assertThat(figures.texts("collapse"))
                .contains(
                        "objective",
                        "error (\u25cb = 0)",
                        "NC1",
                        "NC2: dist. to OF",
                        "NC2: dist. to ETF",
                        "NC3: dist. to OF",
                        "NC3: dist. to ETF",
                        "epoch",
                        "terminal phase",
                        "penultimate",
                        "previous",
                        "train",
                        "test",
                        "training mean",
                        "10",
                        "\u22121",
                        "0");
        assertThat(figures.texts("nc3")).contains("penultimate").doesNotContain("previous", "loss");
        try (PDDocument pdf = figures.pdf("collapse")) {
            // The stripper breaks rotated text at every glyph.
            assertThat(new PDFTextStripper().getText(pdf).replaceAll("\\s", ""))
                    .contains(
                            "penultimate",
                            "previous",
                            "NC1",
                            "NC2:dist.toETF",
                            "error(\u25cb=0)",
                            "terminalphase",
                            "epoch");
        }
    }

    @Test
    void pdfLooksLikePng() throws IOException {
        Figures.drawMetrics(CsvFixture.collapsing(folder));
        BufferedImage drawn = figures.png("collapse");
        BufferedImage rendered;
        try (PDDocument pdf = figures.pdf("collapse")) {
            rendered = new PDFRenderer(pdf).renderImageWithDPI(0, 300);
        }

        int width = Math.min(drawn.getWidth(), rendered.getWidth());
        int height = Math.min(drawn.getHeight(), rendered.getHeight());
        assertThat(List.of(drawn.getWidth() - width, drawn.getHeight() - height))
                .allMatch(difference -> difference <= 1);
        long differing = IntStream.range(0, width * height)
                .filter(i -> Math.abs(green(drawn, i % width, i / width) - green(rendered, i % width, i / width)) > 60)
                .count();
        long ink = IntStream.range(0, width * height)
                .filter(i -> green(drawn, i % width, i / width) < 150)
                .count();
        assertThat(ink).isGreaterThan(10_000);
        assertThat(differing).isLessThan(ink / 3);
    }

    @Test
    void equalTablesGiveEqualBytes() throws Exception {
        Figures.drawMetrics(CsvFixture.collapsing(folder));
        List<byte[]> first = figures.contents(NAMES);
        Thread.sleep(1100); // The dates of a PDF have seconds.
        Figures.drawMetrics(folder);

        List<byte[]> second = figures.contents(NAMES);
        assertThat(first).hasSize(15);
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i)).isEqualTo(first.get(i));
        }
    }

    @Test
    void differentValuesGiveDifferentPictures() throws IOException {
        Figures.drawMetrics(CsvFixture.collapsing(folder));
        List<byte[]> first = figures.contents(NAMES);
        Path metrics = folder.resolve("metrics.csv");
        Files.writeString(
                metrics, Files.readString(metrics).replace("0,penultimate,train,10.0", "0,penultimate,train,9.0"));
        Figures.drawMetrics(folder);

        assertThat(figures.contents(NAMES).get(NAMES.indexOf("nc1") * 3))
                .isNotEqualTo(first.get(NAMES.indexOf("nc1") * 3));
    }

    @Test
    void invalidTableKeepsEarlierFigures() throws IOException {
        Figures.drawMetrics(CsvFixture.collapsing(folder));
        List<byte[]> before = figures.contents(NAMES);
        Files.writeString(folder.resolve("metrics.csv"), "epoch,layer\n");

        assertThatThrownBy(() -> Figures.drawMetrics(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'split'");
        for (int i = 0; i < before.size(); i++) {
            assertThat(figures.contents(NAMES).get(i)).isEqualTo(before.get(i));
        }
    }

    @Test
    void fontHasAllCharactersOfTickLabels() {
        assertThat(FigureStyle.TICK.getFamily()).isEqualTo(FigureStyle.FONT_NAME);
        assertThat(FigureStyle.TICK.canDisplayUpTo("0123456789.\u2212\u00d7\u25cb"))
                .isEqualTo(-1);
    }

    private static int green(BufferedImage image, int x, int y) {
        return new Color(image.getRGB(x, y)).getGreen();
    }
}
