package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;

/** Figures at the sizes of papers. */
class PaperFormatTest {

    @TempDir
    private Path folder;

    private FigureFiles figures;

    @BeforeEach
    void setUp() throws IOException {
        CsvFixture.collapsing(folder);
        figures = new FigureFiles(folder);
    }

    private List<Path> draw(PaperStyle style, int columns, String... panels) {
        return Figures.drawPaper(folder, "epoch", new PaperFormat(style, columns, List.of(panels)));
    }

    @Test
    void widthsAreThoseOfTheTemplates() throws Exception {
        assertThat(draw(PaperStyle.NEURIPS, 1)).allMatch(Files::exists).hasSize(3);
        draw(PaperStyle.ICML, 1);
        draw(PaperStyle.ICML, 2);
        draw(PaperStyle.IEEE, 1);
        draw(PaperStyle.IEEE, 2);
        for (Map.Entry<String, Double> inches : Map.of(
                        "paper-neurips-1", 5.5,
                        "paper-icml-1", 3.25,
                        "paper-icml-2", 6.75,
                        "paper-ieee-1", 3.5,
                        "paper-ieee-2", 7.16)
                .entrySet()) {
            try (PDDocument pdf = figures.pdf(inches.getKey())) {
                assertThat((double) pdf.getPage(0).getMediaBox().getWidth())
                        .as(inches.getKey())
                        .isCloseTo(72 * inches.getValue(), within(1e-3));
            }
            assertThat(figures.png(inches.getKey()).getWidth()).isEqualTo((int) Math.round(300 * inches.getValue()));
        }
    }

    /** The sizes of the texts in a PDF: the height of the font on the page, in points, by text. */
    private Map<String, Double> textSizes(String name) throws IOException {
        Map<String, Double> sizes = new TreeMap<>();
        try (PDDocument pdf = figures.pdf(name)) {
            new PDFTextStripper() {
                @Override
                protected void writeString(String text, List<TextPosition> positions) {
                    // The matrix of a text includes the size of its font.
                    sizes.put(text.strip(), (double)
                            positions.get(0).getTextMatrix().getScalingFactorX());
                }
            }.getText(pdf);
        }
        return sizes;
    }

    @Test
    void textsHaveTheStylesSizeOnThePage() throws Exception {
        draw(PaperStyle.ICML, 2);
        draw(PaperStyle.IEEE, 1);
        assertThat(textSizes("paper-icml-2").get("epoch"))
                .as("axis labels are larger")
                .isCloseTo(7 * 7.5 / 6.5, within(.01));
        assertThat(textSizes("paper-ieee-1").get("epoch")).isCloseTo(8 * 7.5 / 6.5, within(.01));
        assertThat(textSizes("paper-ieee-1").get("5")).as("tick labels").isCloseTo(8, within(.01));
    }

    @Test
    void panelsAreThoseThatAreNamed() throws Exception {
        draw(PaperStyle.ICML, 2, "loss", "nc2_of");
        assertThat(figures.texts("paper-icml-2"))
                .contains("loss", "NC2: dist. to OF")
                .doesNotContain("NC1", "error");
        draw(PaperStyle.ICML, 2);
        assertThat(figures.texts("paper-icml-2"))
                .contains("NC1", "NC2: dist. to ETF", "NC3: dist. to ETF")
                .doesNotContain("loss", "objective");
    }

    @Test
    void missingColumnsPanelsAndValuesAreNamed() {
        assertThatThrownBy(() -> new PaperFormat(PaperStyle.NEURIPS, 2, List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessage("--columns 2: neurips has one column; write --columns 1");
        assertThatThrownBy(() -> new PaperFormat(PaperStyle.IEEE, 3, List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessage("--columns 3: ieee has columns 1 and 2");
        assertThatThrownBy(() -> new PaperFormat(PaperStyle.IEEE, 1, List.of("nc7")))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(
                        "--panels: there is no panel 'nc7'; the panels are loss, objective, error, nc1");
    }
}
