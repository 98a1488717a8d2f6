package org.ncollapse.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.report.page.Browser;

/** The page as a real browser shows it: without a request or a complaint, with the tables' numbers, answering mouse and keys. */
class RunReportInBrowserTest {

    private static final int RIGHT = 39;
    private static final int LEFT = 37;
    private static final int SPACE = 32;

    @TempDir
    private static Path home;
    @TempDir
    private static Path profile;
    private static Browser browser;

    @BeforeAll
    static void runAndStart() throws Exception {
        assumeTrue(Browser.installed().isPresent(), "no Chromium here");
        for (int seed = 1; seed <= 3; seed++) {
            TinyRun.run(home.resolve("seed"), "name=seed-" + seed, "seed=" + seed, "training.epochs=5", "capture.epochs.all=5", "training.pastZeroError=null");
        }
        TinyRun.run(home, "training.epochs=40", "capture.epochs.all=40", "training.pastZeroError=null",
                "notes=\"</script><img src=x onerror=alert(2)><script>alert(1)</script>\"");
        browser = Browser.start(profile);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        browser.look(1400, 900, false);
        browser.open(page().toUri());
    }

    private static Path page() {
        return home.resolve("notebooks-export/tiny/report.html");
    }

    /** The series of a plot under a caption. */
    private static String plot(String caption) {
        return "echarts.getInstanceByDom([...document.querySelectorAll('figure')].find(one => one.querySelector('figcaption').textContent === '" + caption
                + "').querySelector('.plot'))";
    }

    private static List<CSVRecord> rows(String layer, String split) throws Exception {
        return TinyRun.rows(home.resolve("notebooks-export/tiny/metrics.csv")).stream()
                .filter(row -> row.get("layer").equals(layer) && row.get("split").equals(split)).toList();
    }

    @Test
    void itAsksForNothingAndComplainsOfNothing() throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            for (int width : new int[] {1400, 400}) {
                browser.look(width, 900, dark);
                browser.open(page().toUri());
                browser.evaluate("byId('play').click(); new Promise(later => setTimeout(later, 500))");
                assertThat(browser.requests()).containsExactly(page().toUri().toString());
                assertThat(browser.complaints()).isEmpty();
                assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).as("no sideways scrolling").isLessThanOrEqualTo(width);
                assertThat(browser.evaluate("document.querySelectorAll('.plot svg').length").asInt()).isGreaterThan(12);
            }
        }
        assertThat(browser.evaluate("document.querySelectorAll('img').length").asInt()).isZero();
        assertThat(browser.evaluate("byId('state').textContent").asText()).contains("<img src=x onerror=alert(2)>");
    }

    @Test
    void plotsHoldTheTablesNumbers() throws Exception {
        for (String layer : List.of("penultimate", "previous")) {
            for (String split : List.of("train", "test")) {
                JsonNode held = browser.evaluate(plot("NC1") + ".getOption().series.find(one => one.name === '" + layer + ", " + split + "').data.map(one => one.value)");
                List<CSVRecord> rows = rows(layer, split);
                assertThat(held).hasSameSizeAs(rows);
                for (int i = 0; i < rows.size(); i++) {
                    assertThat(held.get(i).get(0).asInt()).isEqualTo(Integer.parseInt(rows.get(i).get("epoch")));
                    assertThat(held.get(i).get(2).asDouble()).isEqualTo(Double.parseDouble(rows.get(i).get("nc1")));
                }
            }
        }
    }

    @Test
    void theMouseTellsThePointsBeneathIt() throws Exception {
        JsonNode place = browser.evaluate("(() => { const plot = " + plot("NC1") + "; plot.getDom().scrollIntoView({block: 'center'}); const box = plot.getDom().getBoundingClientRect();"
                + " return [box.x + plot.convertToPixel({xAxisIndex: 0}, 20), box.y + 120]; })()");
        browser.hover(place.get(0).asDouble() - 5, place.get(1).asDouble());
        browser.hover(place.get(0).asDouble(), place.get(1).asDouble());
        JsonNode shown = browser.evaluate("new Promise(later => setTimeout(() => later(" + plot("NC1") + ".getDom().querySelector('.tip').textContent), 300))");
        String value = browser.evaluate("digits(" + rows("penultimate", "train").get(20).get("nc1") + ")").asText();
        assertThat(shown.asText()).startsWith("epoch 20").contains("penultimate, train: " + value);
    }

    @Test
    void theSliderTurnsMatricesSimplexAndTableByKeys() throws Exception {
        browser.evaluate("byId('epoch').focus()");
        String captions = "Gram matrix of the class means, penultimate, train";
        JsonNode last = browser.evaluate(plot(captions) + ".getOption().series[0].data");
        for (int i = 0; i < 3; i++) {
            browser.press("ArrowLeft", LEFT);
        }
        browser.press("ArrowRight", RIGHT);
        assertThat(browser.evaluate("byId('epoch-value').textContent").asText()).isEqualTo("38");
        JsonNode held = browser.evaluate(plot(captions) + ".getOption().series[0].data");
        assertThat(held).isNotEqualTo(last);
        List<CSVRecord> gram = TinyRun.rows(home.resolve("notebooks-export/tiny/gram.csv")).stream().filter(row -> row.get("epoch").equals("38")
                && row.get("layer").equals("penultimate") && row.get("split").equals("train") && row.get("matrix").equals("means")).toList();
        assertThat(held).hasSize(100);
        for (JsonNode cell : held) {
            double value = Double.parseDouble(gram.get(10 * cell.get(1).asInt() + cell.get(0).asInt()).get("value"));
            assertThat(cell.get(2).asDouble()).isCloseTo(value, within(5e-6 * Math.abs(value)));
        }
        assertThat(browser.evaluate(plot("classes 0, 1, 2") + ".getOption().title[0].text").asText()).isEqualTo("epoch 38");
        assertThat(browser.evaluate("byId('table').querySelector('tbody tr').children[1].textContent").asText())
                .isEqualTo(browser.evaluate("digits(" + rows("penultimate", "train").get(38).get("nc1") + ")").asText());
    }

    @Test
    void layersSplitsAndAxesAreSwitched() throws Exception {
        String lines = plot("NC1") + ".getOption().series.filter(one => one.data.length).map(one => one.name)";
        assertThat(browser.evaluate(lines)).hasSize(4);
        browser.evaluate("byId('layers').querySelectorAll('input')[1].focus()");
        browser.press(" ", SPACE);
        browser.evaluate("byId('splits').querySelectorAll('input')[1].click()");
        assertThat(browser.evaluate(lines)).hasSize(1).first().extracting(JsonNode::asText).isEqualTo("penultimate, train");
        assertThat(browser.evaluate(plot("NC1") + ".getOption().yAxis[0].type").asText()).isEqualTo("log");
        browser.evaluate("byId('log-values').click(); byId('log-epochs').click()");
        assertThat(browser.evaluate(plot("NC1") + ".getOption().yAxis[0].type").asText()).isEqualTo("value");
        assertThat(browser.evaluate(plot("NC1") + ".getOption().xAxis[0].type").asText()).isEqualTo("log");
        browser.evaluate("byId('from').value = 10; byId('to').value = 20; byId('to').dispatchEvent(new Event('change'))");
        assertThat(browser.evaluate(plot("NC1") + ".getModel().getComponent('xAxis').axis.scale.getExtent().map(Math.round)").toString()).isEqualTo("[10,20]");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void seedsAreOneLineTheirMeanInABandFromTheLeastToTheGreatest() throws Exception {
        browser.open(RunReport.write(home.resolve("seed"), List.of("seed-1", "seed-2", "seed-3")).toUri());
        double[] values = new double[3];
        for (int seed = 1; seed <= 3; seed++) {
            values[seed - 1] = TinyRun.rows(home.resolve("seed/notebooks-export/seed-" + seed + "/metrics.csv")).stream().filter(row -> row.get("epoch").equals("3")
                    && row.get("layer").equals("penultimate") && row.get("split").equals("test")).mapToDouble(row -> Double.parseDouble(row.get("nc1"))).findFirst().orElseThrow();
        }
        String name = "seed, penultimate, test, mean of 3";
        JsonNode mean = browser.evaluate(plot("NC1") + ".getOption().series.find(one => one.name === '" + name + "').data[3].value[2]");
        assertThat(mean.asDouble()).isCloseTo((values[0] + values[1] + values[2]) / 3, withinPercentage(1e-10));
        JsonNode band = browser.evaluate(plot("NC1") + ".getOption().series.find(one => one.name === '" + name + ", band').data[3]");
        assertThat(band.get(1).asDouble()).isEqualTo(Arrays.stream(values).min().orElseThrow());
        assertThat(band.get(2).asDouble()).isEqualTo(Arrays.stream(values).max().orElseThrow());
        browser.evaluate("[...byId('runs').querySelectorAll('input')].pop().click()");
        assertThat(browser.evaluate(plot("NC1") + ".getOption().series.filter(one => one.name && one.name.startsWith('seed-2')).length").asInt()).isEqualTo(4);
        assertThat(browser.complaints()).isEmpty();
    }
}
