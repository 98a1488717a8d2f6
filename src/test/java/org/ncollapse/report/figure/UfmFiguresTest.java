package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
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
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Entry;
import org.ncollapse.ufm.fit.FitRow.Kind;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class UfmFiguresTest {
    private static final List<String> NAMES =
            List.of("ufm-trajectories", "ufm-matrices", "ufm-regularization", "ufm-singular-values");
    private static final String[] THREE = {"plain", "extended-linear", "extended-relu"};

    private static final FigureData NO_RUN = new FigureData(MetricsTable.of(List.of()), List.of());

    @TempDir
    private Path folder;

    @Test
    void aFittedRunHasFourMoreFiguresAndEqualFilesGiveEqualBytes() throws IOException {
        CsvFixture.collapsing(folder);
        List<FitRow> rows = SyntheticFitRows.of(4, THREE);
        FitFiles.write(folder, rows);
        Figures.drawFit(folder, "epoch");
        assertThat(drawn()).containsExactlyInAnyOrderElementsOf(NAMES);
        List<byte[]> first = contents();

        FitRows fit = new FitRows(rows);
        write(TrajectoryFigure.of(fit, "epoch"));
        write(MatricesFigure.of(fit));
        write(RegularizationFigure.of(fit, FigureData.read(folder), "epoch"));
        write(SingularValuesFigure.of(fit));

        List<byte[]> second = contents();
        assertThat(first).hasSize(12);
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i)).isEqualTo(first.get(i));
        }
    }

    @Test
    void aFitWithoutRowsHasNoFigureAndRemovesAnEarlierFitsOnes() throws IOException {
        Path stale = Files.createDirectories(CsvFixture.collapsing(folder).resolve("figures"))
                .resolve("ufm-matrices.png");
        Files.createFile(stale);
        FitFiles.write(folder, List.of());
        Figures.drawFit(folder, "epoch");

        assertThat(stale).doesNotExist();
        assertThat(drawn()).isEmpty();
    }

    @Test
    void aKindWithoutRowsHasNoFigure() {
        for (Kind kind : Kind.values()) {
            FitRows fit = new FitRows(SyntheticFitRows.of(4, "plain").stream()
                    .filter(row -> row.kind() == kind)
                    .toList());

            assertThat(TrajectoryFigure.of(fit, "epoch").isPresent()).isEqualTo(kind == Kind.TRAJECTORY);
            assertThat(MatricesFigure.of(fit).isPresent()).isEqualTo(kind == Kind.MATRIX);
            assertThat(RegularizationFigure.of(fit, NO_RUN, "epoch").isPresent())
                    .isEqualTo(kind == Kind.ESTIMATE);
            assertThat(SingularValuesFigure.of(fit).isPresent()).isEqualTo(kind == Kind.SPECTRUM);
        }
    }

    @Test
    void theDynamicsHaveAColumnAMetricAndACurveAModel() {
        Figure figure = TrajectoryFigure.of(new FitRows(SyntheticFitRows.of(4, THREE)), "epoch")
                .orElseThrow();

        assertThat(figure.legend())
                .extracting(Legend.Entry::name)
                .containsExactly("network", "plain", "extended-linear", "extended-relu", "thin: NC1 time scale");
        assertThat(figure.columns()).hasSize(4);
        assertThat(figure.columns())
                .flatExtracting(column ->
                        column.stream().map(chart -> chart.curves().size()).toList())
                .containsExactly(7, 4, 4, 3);
    }

    @Test
    void theDynamicsShowTheRowsValues() {
        List<FitRow> rows = List.of(
                new FitRow(Kind.TRAJECTORY, "plain", OptionalInt.of(9), "", "nc1", Entry.SCALAR, 0.25, 0.125, 1),
                new FitRow(Kind.TRAJECTORY, "plain", OptionalInt.of(5), "", "nc1", Entry.SCALAR, 0.5, 0.75, 0.5),
                new FitRow(
                        Kind.TRAJECTORY, "extended-relu", OptionalInt.of(5), "", "nc1", Entry.SCALAR, 0.5, 0.625, 0.2));
        PanelSpec chart = TrajectoryFigure.of(new FitRows(rows), "epoch")
                .orElseThrow()
                .columns()
                .get(0)
                .get(0);

        assertThat(chart.curves())
                .extracting(Curve::points)
                .containsExactly(
                        List.of(new Point(5, 0.625)),
                        List.of(new Point(5, 0.75), new Point(9, 0.125)),
                        List.of(new Point(5, 0.5), new Point(9, 0.25)));
        assertThat(chart.xAxis()).isEqualTo(new PanelSpec.XAxis("epoch", 5, 9));
    }

    @Test
    void theDynamicsSayWhatWasFittedAndWhatJudged() throws Exception {
        write(TrajectoryFigure.of(new FitRows(SyntheticFitRows.of(4, THREE)), "iteration"));
        assertThat(texts("ufm-trajectories"))
                .contains(
                        "network",
                        "plain",
                        "extended-linear",
                        "extended-relu",
                        "fitted",
                        "held out",
                        "iteration",
                        "NC1",
                        "NC2: dist. to OF",
                        "NC3: dist. to OF",
                        "NC1(H\u2082) / NC1(H\u2081)");

        FitRows unscored = new FitRows(SyntheticFitRows.of(4, "plain-cross-entropy").stream()
                .filter(row -> row.kind() != Kind.SCORE)
                .toList());
        write(TrajectoryFigure.of(unscored, "epoch"));
        assertThat(texts("ufm-trajectories"))
                .contains("NC2: dist. to ETF", "NC3: dist. to ETF")
                .doesNotContain("NC2: dist. to OF", "plain", "fitted", "held out");
    }

    @Test
    void modelsOfEqualEstimatesShareAPanelWithTheirCriticalValue() throws Exception {
        write(RegularizationFigure.of(
                new FitRows(SyntheticFitRows.of(4, THREE)), FigureData.read(CsvFixture.collapsing(folder)), "epoch"));

        assertThat(texts("ufm-regularization"))
                .contains(
                        "\u0109",
                        "\u03bb, geometric mean",
                        "plain",
                        "extended-linear, extended-relu",
                        "by balance",
                        "by shrinkage",
                        "critical value",
                        "terminal phase");
        assertThat(texts("ufm-regularization"))
                .filteredOn("terminal phase"::equals)
                .hasSize(1);
    }

    @Test
    void aCriticalValueFarAwayIsLeftOut() {
        List<FitRow> rows = List.of(
                new FitRow(
                        Kind.ESTIMATE,
                        "plain",
                        OptionalInt.of(3),
                        "",
                        "c_balance",
                        Entry.SCALAR,
                        0.01,
                        Double.NaN,
                        Double.NaN),
                new FitRow(
                        Kind.ESTIMATE,
                        "plain",
                        OptionalInt.of(3),
                        "",
                        "critical_value",
                        Entry.SCALAR,
                        Double.NaN,
                        1,
                        Double.NaN));
        Figure figure =
                RegularizationFigure.of(new FitRows(rows), NO_RUN, "epoch").orElseThrow();

        assertThat(figure.columns().get(0))
                .singleElement()
                .satisfies(chart -> assertThat(chart.curves()).hasSize(1));
        assertThat(figure.legend()).extracting(Legend.Entry::name).doesNotContain("critical value");
    }

    @Test
    void theSpectrumHasAPanelAFactorAndNoBarWhereAModelLeavesItOpen() {
        Figure figure = SingularValuesFigure.of(new FitRows(SyntheticFitRows.of(4, THREE)))
                .orElseThrow();

        // The plain model's H and W are the extended ones' H2 and W2.
        assertThat(figure.columns()).hasSize(4);
        assertThat(figure.columns().get(0).get(0).curves()).hasSize(4);
        PanelData hidden = new PanelData(figure.columns().get(2).get(0).curves(), PanelSpec.YScale.LINEAR);
        assertThat(hidden.getSeriesCount()).isEqualTo(3);
        assertThat(IntStream.range(0, 3).map(series -> (int) IntStream.range(0, hidden.getItemCount(series))
                        .filter(item -> !Double.isNaN(hidden.getYValue(series, item)))
                        .count()))
                .containsExactly(4, 0, 8);
    }

    @Test
    void aHundredClassesDrawAsLinesAndPixels() throws Exception {
        FitRows fit = new FitRows(SyntheticFitRows.of(100, "plain"));
        write(MatricesFigure.of(fit));

        assertThat(svg("ufm-matrices").getElementsByTagName("image").getLength())
                .isEqualTo(9);
        assertThat(Files.size(folder.resolve("figures/ufm-matrices.svg"))).isLessThan(1_000_000);
        assertThat(SingularValuesFigure.of(fit)
                        .orElseThrow()
                        .columns()
                        .get(0)
                        .get(0)
                        .curves())
                .extracting(curve -> curve.points().size())
                .containsExactly(100, 100);
    }

    @Test
    void theMatricesStandBesideEachOtherWithAScaleARow() throws Exception {
        write(MatricesFigure.of(new FitRows(SyntheticFitRows.of(4, THREE))));

        assertThat(texts("ufm-matrices"))
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
        assertThat(svg("ufm-matrices").getElementsByTagName("image").getLength())
                .isEqualTo(12);
        try (PDDocument pdf = pdf("ufm-matrices")) {
            assertThat(new PDFTextStripper().getText(pdf)).contains("network", "extended-linear", "extended-relu");
        }
    }

    @Test
    void aMatrixThatAModelLeavesOpenIsSaidToBe() throws Exception {
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
        write(MatricesFigure.of(new FitRows(rows)));

        assertThat(texts("ufm-matrices")).filteredOn("not predicted"::equals).hasSize(1);
        assertThat(svg("ufm-matrices").getElementsByTagName("image").getLength())
                .isEqualTo(8);
    }

    @Test
    void aPositiveEntryIsRedANegativeOneBlueAndFirstIndicesAreRows() throws IOException {
        write(MatricesFigure.of(
                new FitRows(List.of(logit(0, 0, 0, 0), logit(0, 1, 1, 0), logit(1, 0, -1, 0), logit(1, 1, 0, 0)))));
        BufferedImage image =
                ImageIO.read(folder.resolve("figures/ufm-matrices.png").toFile());
        BufferedImage pdf;
        try (PDDocument document = pdf("ufm-matrices")) {
            pdf = new PDFRenderer(document).renderImageWithDPI(0, 300);
        }

        // The network's map is in the left half; the scale's bar, of the same colors, in the right one.
        for (BufferedImage drawn : List.of(image, pdf)) {
            double[] red = centre(drawn, color -> color.getRed() > color.getBlue() + 50);
            double[] blue = centre(drawn, color -> color.getBlue() > color.getRed() + 50);
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

    /** The mean place of the pixels of a color in an image's left half. */
    private static double[] centre(BufferedImage image, Predicate<Color> meant) {
        List<int[]> found = new ArrayList<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth() / 2; x++) {
                if (meant.test(new Color(image.getRGB(x, y)))) {
                    found.add(new int[] {x, y});
                }
            }
        }
        return new double[] {
            found.stream().mapToInt(p -> p[0]).average().orElseThrow(),
            found.stream().mapToInt(p -> p[1]).average().orElseThrow()
        };
    }

    @Test
    void theFontHasEveryCharacterThatLabelsUse() {
        assertThat(FigureStyle.LABEL.canDisplayUpTo("\u0109\u015d\u03bb\u2081\u2082\u2212"))
                .isEqualTo(-1);
    }

    private void write(Optional<? extends Drawing> figure) throws IOException {
        FigureWriter.write(Files.createDirectories(folder.resolve("figures")), figure.orElseThrow());
    }

    /** The names of the figures of a fit whose three files are all there. */
    private List<String> drawn() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("figures"))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("ufm"))
                    .toList();
            List<String> bare = names.stream()
                    .map(name -> name.substring(0, name.lastIndexOf('.')))
                    .distinct()
                    .toList();
            assertThat(names).hasSize(3 * bare.size());
            return bare;
        }
    }

    private List<byte[]> contents() throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (String name : NAMES) {
            for (String ending : List.of(".png", ".svg", ".pdf")) {
                contents.add(Files.readAllBytes(folder.resolve("figures").resolve(name + ending)));
            }
        }
        return contents;
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
