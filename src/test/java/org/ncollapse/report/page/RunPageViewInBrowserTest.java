package org.ncollapse.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.ncollapse.experiment.run.TinyRun;
import org.w3c.dom.Document;

/** Plots are saved to files, and a link shows what its sender saw. */
class RunPageViewInBrowserTest extends RunPageInBrowser {

    private static final String GRAM = "Gram matrix of the class means, penultimate, train";

    /** Clicks a button of a plot's fold and returns the file. */
    private static Path saved(String caption, String format, String name) throws Exception {
        Path downloads = Files.createDirectories(folder.resolve("downloads"));
        browser.command(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", downloads.toString()));
        browser.evaluate("[..." + figure(caption) + ".querySelectorAll('.fold button')].find(one => "
                + "one.textContent.startsWith('" + format + "')).click()");
        Path file = downloads.resolve(name);
        for (int i = 0; i < 100 && !Files.isRegularFile(file); i++) {
            Thread.sleep(100);
        }
        assertThat(file).isRegularFile();
        return file;
    }

    private static Document xml(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    @Test
    void csvHasNumbersOfTables() throws Exception {
        List<CSVRecord> rows = TinyRun.rows(saved("NC1", "CSV", "run-NC1.csv"));
        assertThat(rows).hasSize(4 * (SyntheticRunPage.LAST + 1));
        for (CSVRecord row : rows) {
            int epoch = Integer.parseInt(row.get("epoch"));
            double factor = (row.get("line").startsWith("previous") ? 3 : 1)
                    * (row.get("line").endsWith("test") ? 2 : 1);
            assertThat(Double.parseDouble(row.get("nc1"))).isEqualTo(factor * SyntheticRunPage.nc1(epoch));
        }
        List<CSVRecord> cells =
                TinyRun.rows(saved(GRAM, "CSV", "run-Gram-matrix-of-the-class-means-penultimate-train.csv"));
        assertThat(cells).hasSize(9);
        List<String> classes = List.of("cat", "dog", "a,\"b\"");
        for (CSVRecord cell : cells) {
            assertThat(Double.parseDouble(cell.get("value")))
                    .isEqualTo(SyntheticRunPage.gram(
                            SyntheticRunPage.LAST,
                            classes.indexOf(cell.get("row")),
                            classes.indexOf(cell.get("column"))));
        }
    }

    @Test
    void svgAndPngHaveCaptionAndLegend() throws Exception {
        String svg =
                xml(saved("NC1", "SVG", "run-NC1.svg")).getDocumentElement().getTextContent();
        assertThat(svg).contains("NC1", "penultimate, train", "previous, test", "epoch");
        BufferedImage png = ImageIO.read(saved("NC1", "PNG", "run-NC1.png").toFile());
        JsonNode size = browser.evaluate("[" + plot("NC1") + ".getWidth(), " + plot("NC1") + ".getHeight()]");
        assertThat(png.getWidth()).isEqualTo(2 * size.get(0).asInt());
        assertThat(png.getHeight()).isGreaterThan(2 * size.get(1).asInt());
        assertThat(Arrays.stream(png.getRGB(0, 0, png.getWidth(), png.getHeight(), null, 0, png.getWidth()))
                        .distinct()
                        .count())
                .as("colors")
                .isGreaterThan(20);
        assertThat(browser.requests().stream().filter(address -> address.startsWith("http")))
                .isEmpty();
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void everyPlotIsSavedAndHasATable() throws Exception {
        JsonNode failed = browser.evaluate("""
                [...document.querySelectorAll('figure')].map(figure => {
                  const plot = echarts.getInstanceByDom(figure.querySelector('.plot'));
                  const copy = forFile(plot, 'svg');
                  const drawn = (copy.renderToSVGString().match(/<path/g) || []).length;
                  copy.dispose();
                  figure.querySelector('.fold').open = true;
                  showValues(plot);
                  const shown = figure.querySelectorAll('.values tr').length;
                  return drawn > 5 && plot.rows().length > 1 && shown === plot.rows().length
                    ? null : figure.querySelector('figcaption').textContent + ' ' + drawn + ' ' + shown;
                }).filter(Boolean)""");
        assertThat(failed).isEmpty();
        assertThat(browser.evaluate("document.querySelectorAll('figure').length")
                        .asInt())
                .isGreaterThan(14);
    }

    @Test
    void linkShowsWhatItsSenderSaw() throws Exception {
        pause(500);
        assertThat(text("location.hash")).as("as at the beginning").isEmpty();
        browser.evaluate("""
                byId('layers').querySelectorAll('input')[1].click();
                byId('splits').querySelectorAll('input')[0].click();
                byId('log-values').click();
                byId('shared-scale').click();
                byId('smoothing').value = .5;
                byId('smoothing').dispatchEvent(new Event('input'));
                byId('metric').value = 'nc2_of';
                byId('metric').dispatchEvent(new Event('change'));
                byId('from').value = 5;
                byId('to').value = 15;
                byId('to').dispatchEvent(new Event('change'));
                byId('epoch').value = 7;
                byId('epoch').dispatchEvent(new Event('input'));
                new Promise(later => setTimeout(later, 500))""");
        String link = text("location.href");
        String state =
                "JSON.stringify([[...page.layers], [...page.splits], currentEpoch(), curves.range, byId('metric').value, "
                        + "[...document.querySelectorAll('#controls input, .choice input')].map(box => [box.checked, box.value]), "
                        + plot("NC1") + ".getOption().series.map(one => [one.name, one.data])])";
        String seen = text(state);
        assertThat(seen).startsWith("[[\"penultimate\"],[\"test\"],7,");
        browser.open(URI.create("about:blank"));
        browser.open(URI.create(link));
        assertThat(text(state)).isEqualTo(seen);
        assertThat(text(plot("NC1")
                        + ".getModel().getComponent('xAxis').axis.scale.getExtent().map(Math.round).toString()"))
                .isEqualTo("5,15");
        browser.evaluate("location.hash = ''; new Promise(later => setTimeout(later, 100))");
        assertThat(text("JSON.stringify([[...page.layers], [...page.splits], currentEpoch(), curves.range])"))
                .as("a link without a view")
                .isEqualTo("[[\"penultimate\",\"previous\"],[\"train\",\"test\"],20,null]");
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void linkOfAnotherRunIsHarmless() throws Exception {
        browser.open(URI.create("about:blank"));
        browser.open(
                URI.create(
                        page.toUri()
                                + "#layer=absent&split=train&epoch=x&shown=9&shown=3&metric=none&smoothing=z&run=other&hidden=some&unknown=1"));
        assertThat(browser.evaluate("page.layers.size").asInt()).isZero();
        assertThat(text("byId('metric').value")).isEqualTo("cdnv");
        assertThat(browser.evaluate("Number.isInteger(page.epochIndex) && curves.range === null")
                        .asBoolean())
                .isTrue();
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void smoothingIsThatOfTensorBoard() throws Exception {
        browser.evaluate("byId('smoothing').value = .5; byId('smoothing').dispatchEvent(new Event('input'))");
        JsonNode values = browser.evaluate(plot("loss")
                + ".getOption().series.find(one => one.name === 'training mean').data.map(one => one.value[2])");
        // TensorBoard: last = w last + (1 − w) value, divided by 1 − wⁿ.
        double last = 0;
        for (int epoch = 1; epoch <= SyntheticRunPage.LAST; epoch++) {
            last = .5 * last + .5 * SyntheticRunPage.batchLoss(epoch);
            assertThat(values.get(epoch - 1).asDouble()).isCloseTo(last / (1 - Math.pow(.5, epoch)), within(1e-12));
        }
        assertThat(browser.evaluate(plot("loss") + ".getOption().series.find(one => one.name === "
                                + "'training mean, not smoothed').data.map(one => one.value[2])")
                        .get(2)
                        .asDouble())
                .isEqualTo(1);
    }
}
