package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.io.BadInputException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class FiguresTest {
    private static final List<String> NAMES = List.of("loss-error", "nc1", "nc2", "nc3", "collapse");

    @TempDir
    private Path folder;

    @Test
    void everyFigureIsThereInThreeFormatsAndNothingElse() throws IOException {
        Figures.drawMetrics(CsvFixture.collapsing(folder));

        try (Stream<Path> files = Files.list(folder.resolve("figures"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(NAMES.stream()
                            .flatMap(name -> Stream.of(name + ".png", name + ".svg", name + ".pdf"))
                            .toList());
        }
    }

    @Test
    void singleFiguresAreAColumnWideAndTheMontageAPage() throws Exception {
        Figures.drawMetrics(CsvFixture.collapsing(folder));

        for (String name : NAMES) {
            double inches = name.equals("collapse") ? 6.75 : 3.25;
            assertThat(png(name).getWidth()).as(name).isEqualTo((int) Math.round(inches * 300));
            assertThat(svg(name).getDocumentElement().getAttribute("width"))
                    .as(name)
                    .isEqualTo(inches + "00in");
            try (PDDocument pdf = pdf(name)) {
                assertThat(pdf.getPage(0).getMediaBox().getWidth()).as(name).isEqualTo((float) (inches * 72));
            }
        }
    }

    @Test
    void textStaysTextInSvgAndPdf() throws Exception {
        Figures.drawMetrics(CsvFixture.collapsing(folder));

        assertThat(texts("collapse"))
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
        assertThat(texts("nc3")).contains("penultimate").doesNotContain("previous", "loss");
        try (PDDocument pdf = pdf("collapse")) {
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
    void aRunWithoutTerminalPhaseOrZeroErrorNamesNeither() throws Exception {
        CsvFixture.with(
                folder,
                List.of(
                        CsvFixture.METRICS_HEADER,
                        "0,a,train,1,,1,1,1,1,2.3,,0.9,0.1,0",
                        "4,a,train,0.5,,1,1,1,1,0.3,,0.1,0.1,0"),
                List.of(CsvFixture.EPOCHS_HEADER));
        Figures.drawMetrics(folder);

        assertThat(texts("loss-error")).contains("error", "train").doesNotContain("terminal phase", "test");
    }

    @Test
    void theTerminalPhaseIsShadedFromItsFirstEpochOn() throws IOException {
        Figures.drawMetrics(CsvFixture.collapsing(folder));
        BufferedImage image = png("nc1");

        // Along a row near the panel's foot, where no curve is: paper up to half of the epochs 0 to 10, then shade.
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
    void whatARunLeftUndefinedIsSaid() throws Exception {
        CsvFixture.with(
                folder,
                List.of(CsvFixture.METRICS_HEADER, "0,a,train,,,1,0,,,,,,0.1,0", "1,a,train,,,1,0,,,,,,0.1,0"),
                List.of(CsvFixture.EPOCHS_HEADER));
        Figures.drawMetrics(folder);

        assertThat(texts("nc1")).contains("NC1", "undefined for this run");
        assertThat(texts("loss-error"))
                .filteredOn("undefined for this run"::equals)
                .hasSize(2);
        assertThat(texts("nc2")).contains("all values zero").doesNotContain("undefined for this run");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,a,train,1,,1,1,1,1,1,,0.9,0.1,0",
                "0,a,train,1,,1,1,1,1,1,,0,0.1,1",
                "7,a,test,1e-9,,1,1,,,,,,0.1,0"
            })
    void aSingleEpochDraws(String row) throws IOException {
        CsvFixture.with(folder, List.of(CsvFixture.METRICS_HEADER, row), List.of(CsvFixture.EPOCHS_HEADER));
        Figures.drawMetrics(folder);

        // The marker of tap 0, somewhere in the panel below the legend.
        BufferedImage image = png("nc1");
        boolean marked = IntStream.range(100, image.getHeight())
                .anyMatch(y -> IntStream.range(0, image.getWidth())
                        .anyMatch(
                                x -> image.getRGB(x, y) == FigureStyle.color(0).getRGB()));
        assertThat(marked).isTrue();
    }

    @Test
    void filesWithoutRowsStillDraw() throws Exception {
        CsvFixture.with(folder, List.of(CsvFixture.METRICS_HEADER), List.of(CsvFixture.EPOCHS_HEADER));
        Figures.drawMetrics(folder);

        assertThat(texts("collapse"))
                .filteredOn("undefined for this run"::equals)
                .hasSize(7);
    }

    @Test
    void pdfLooksLikePng() throws IOException {
        Figures.drawMetrics(CsvFixture.collapsing(folder));
        BufferedImage drawn = png("collapse");
        BufferedImage rendered;
        try (PDDocument pdf = pdf("collapse")) {
            rendered = new PDFRenderer(pdf).renderImageWithDPI(0, 300);
        }

        int width = Math.min(drawn.getWidth(), rendered.getWidth());
        int height = Math.min(drawn.getHeight(), rendered.getHeight());
        assertThat(List.of(drawn.getWidth() - width, drawn.getHeight() - height))
                .allMatch(rest -> rest <= 1);
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
    void equalFilesGiveEqualBytes() throws Exception {
        Figures.drawMetrics(CsvFixture.collapsing(folder));
        List<byte[]> first = contents();
        Thread.sleep(1100); // a clock's second, which a PDF's dates would show
        Figures.drawMetrics(folder);

        List<byte[]> second = contents();
        assertThat(first).hasSize(15);
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i)).isEqualTo(first.get(i));
        }
    }

    @Test
    void otherValuesGiveAnotherPicture() throws IOException {
        Figures.drawMetrics(CsvFixture.collapsing(folder));
        List<byte[]> first = contents();
        Path metrics = folder.resolve("metrics.csv");
        Files.writeString(
                metrics, Files.readString(metrics).replace("0,penultimate,train,10.0", "0,penultimate,train,9.0"));
        Figures.drawMetrics(folder);

        assertThat(contents().get(NAMES.indexOf("nc1") * 3)).isNotEqualTo(first.get(NAMES.indexOf("nc1") * 3));
    }

    @Test
    void aBadFileLeavesTheOldFiguresAlone() throws IOException {
        Figures.drawMetrics(CsvFixture.collapsing(folder));
        List<byte[]> before = contents();
        Files.writeString(folder.resolve("metrics.csv"), "epoch,layer\n");

        assertThatThrownBy(() -> Figures.drawMetrics(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'split'");
        for (int i = 0; i < before.size(); i++) {
            assertThat(contents().get(i)).isEqualTo(before.get(i));
        }
    }

    @Test
    void theFontHasEveryCharacterThatLabelsUse() {
        assertThat(FigureStyle.TICK.getFamily()).isEqualTo(FigureStyle.FONT_NAME);
        assertThat(FigureStyle.TICK.canDisplayUpTo("0123456789.\u2212\u00d7\u25cb"))
                .isEqualTo(-1);
    }

    private static int green(BufferedImage image, int x, int y) {
        return new Color(image.getRGB(x, y)).getGreen();
    }

    private List<byte[]> contents() throws IOException {
        return NAMES.stream()
                .flatMap(name -> Stream.of(".png", ".svg", ".pdf").map(name::concat))
                .map(name -> {
                    try {
                        return Files.readAllBytes(folder.resolve("figures").resolve(name));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private BufferedImage png(String name) throws IOException {
        return ImageIO.read(folder.resolve("figures").resolve(name + ".png").toFile());
    }

    private PDDocument pdf(String name) throws IOException {
        return Loader.loadPDF(folder.resolve("figures").resolve(name + ".pdf").toFile());
    }

    private Document svg(String name) throws Exception {
        DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
        return builder.parse(folder.resolve("figures").resolve(name + ".svg").toFile());
    }

    private List<String> texts(String name) throws Exception {
        NodeList elements = svg(name).getElementsByTagName("text");
        return IntStream.range(0, elements.getLength())
                .mapToObj(i -> elements.item(i).getTextContent())
                .toList();
    }
}
