package org.ncollapse.experiment.results;

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
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.measurement.MeasurementListener;
import org.ncollapse.experiment.measurement.MeasurementRun;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.simulation.SimulationListener;
import org.ncollapse.experiment.simulation.SimulationRun;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.npy.NpzWriter;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.page.HeadlessChromium;
import org.ncollapse.spec.ObjectiveSpec;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.SimulationSpec;
import org.ncollapse.spec.Split;

/**
 * The page in a real browser: it makes no requests, logs no errors, has the tables' numbers, and reacts to mouse and
 * keyboard.
 */
class RunReportInBrowserTest {

    private static final int RIGHT = 39;
    private static final int LEFT = 37;
    private static final int SPACE = 32;

    @TempDir
    private static Path home;

    @TempDir
    private static Path profile;

    private static HeadlessChromium browser;

    @BeforeAll
    static void runAndStart() throws Exception {
        assumeTrue(HeadlessChromium.installed().isPresent(), "no Chromium here");
        for (int seed = 1; seed <= 3; seed++) {
            TinyRun.run(
                    home.resolve("seed"),
                    "name=seed-" + seed,
                    "seed=" + seed,
                    "training.epochs=5",
                    "capture.epochs.first=5",
                    "training.epochsPastZeroError=null");
        }
        TinyRun.run(
                home,
                "training.epochs=40",
                "capture.epochs.first=40",
                "training.epochsPastZeroError=null",
                "notes=\"</script><img src=x onerror=alert(2)><script>alert(1)</script>\"");
        browser = HeadlessChromium.start(profile);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        browser.setViewport(1400, 900, false);
        browser.open(page().toUri());
    }

    private static Path page() {
        return home.resolve("notebooks-export/tiny/report.html");
    }

    /** The series of a plot under a caption. */
    private static String plot(String caption) {
        return "echarts.getInstanceByDom([...document.querySelectorAll('figure')].find(one => "
                + "one.querySelector('figcaption').textContent === '"
                + caption + "').querySelector('.plot'))";
    }

    private static List<CSVRecord> rows(String layer, Split split) throws Exception {
        return TinyRun.rows(home.resolve("notebooks-export/tiny/metrics.csv")).stream()
                .filter(row ->
                        row.get("layer").equals(layer) && row.get("split").equals(split.key()))
                .toList();
    }

    @Test
    void pageMakesNoRequestsAndLogsNoErrors() throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            for (int width : new int[] {1400, 400}) {
                browser.setViewport(width, 900, dark);
                browser.open(page().toUri());
                browser.evaluate("byId('play').click(); new Promise(later => setTimeout(later, 500))");
                assertThat(browser.requests()).containsExactly(page().toUri().toString());
                assertThat(browser.consoleErrors()).isEmpty();
                assertThat(browser.evaluate("document.documentElement.scrollWidth")
                                .asInt())
                        .as("no sideways scrolling")
                        .isLessThanOrEqualTo(width);
                assertThat(browser.evaluate("document.querySelectorAll('.plot svg').length")
                                .asInt())
                        .isGreaterThan(12);
            }
        }
        assertThat(browser.evaluate("document.querySelectorAll('img').length").asInt())
                .isZero();
        assertThat(browser.evaluate("byId('state').textContent").asText()).contains("<img src=x onerror=alert(2)>");
    }

    @Test
    void plotsHaveNumbersOfTables() throws Exception {
        for (String layer : List.of("penultimate", "previous")) {
            for (Split split : Split.values()) {
                JsonNode held = browser.evaluate(plot("NC1") + ".getOption().series.find(one => one.name === '" + layer
                        + ", " + split + "').data.map(one => one.value)");
                List<CSVRecord> rows = rows(layer, split);
                assertThat(held).hasSameSizeAs(rows);
                for (int i = 0; i < rows.size(); i++) {
                    assertThat(held.get(i).get(0).asInt())
                            .isEqualTo(Integer.parseInt(rows.get(i).get("epoch")));
                    double value = Double.parseDouble(rows.get(i).get("nc1"));
                    assertThat(held.get(i).get(2).asDouble()).isEqualTo(value);
                    assertThat(held.get(i).get(1).asDouble())
                            .as("drawn at its logarithm")
                            .isCloseTo(Math.log10(value), within(1e-12));
                }
            }
        }
    }

    @Test
    void hoverShowsPoints() throws Exception {
        JsonNode place = browser.evaluate("(() => { const plot = " + plot("NC1")
                + "; plot.getDom().scrollIntoView({block: 'center'}); const box = "
                + "plot.getDom().getBoundingClientRect();"
                + " return [box.x + plot.convertToPixel({xAxisIndex: 0}, 20), box.y + 120]; })()");
        browser.hover(place.get(0).asDouble() - 5, place.get(1).asDouble());
        browser.hover(place.get(0).asDouble(), place.get(1).asDouble());
        JsonNode shown = browser.evaluate("new Promise(later => setTimeout(() => later(" + plot("NC1")
                + ".getDom().querySelector('.tooltip').textContent), 300))");
        String value = browser.evaluate(
                        "digits(" + rows("penultimate", Split.TRAIN).get(20).get("nc1") + ")")
                .asText();
        assertThat(shown.asText()).startsWith("epoch 20").contains("penultimate, train: " + value);
    }

    @Test
    void sliderChangesMatricesSimplexAndTable() throws Exception {
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
        List<CSVRecord> gram = TinyRun.rows(home.resolve("notebooks-export/tiny/gram.csv")).stream()
                .filter(row -> row.get("epoch").equals("38")
                        && row.get("layer").equals("penultimate")
                        && row.get("split").equals("train")
                        && row.get("matrix").equals("class_mean_gram"))
                .toList();
        assertThat(held).hasSize(100);
        for (JsonNode cell : held) {
            double value = Double.parseDouble(
                    gram.get(10 * cell.get(1).asInt() + cell.get(0).asInt()).get("value"));
            assertThat(cell.get(2).asDouble()).isCloseTo(value, within(5e-6 * Math.abs(value)));
        }
        assertThat(browser.evaluate(plot("classes 0, 1, 2") + ".getOption().title[0].text")
                        .asText())
                .isEqualTo("epoch 38");
        assertThat(browser.evaluate("byId('table').querySelector('tbody tr').children[1].textContent")
                        .asText())
                .isEqualTo(browser.evaluate("digits("
                                + rows("penultimate", Split.TRAIN).get(38).get("nc0") + ")")
                        .asText());
    }

    @Test
    void switchesLayersSplitsAndAxes() throws Exception {
        String lines = plot("NC1") + ".getOption().series.filter(one => one.data.length).map(one => one.name)";
        assertThat(browser.evaluate(lines)).hasSize(4);
        browser.evaluate("byId('layers').querySelectorAll('input')[1].focus()");
        browser.press(" ", SPACE);
        browser.evaluate("byId('splits').querySelectorAll('input')[1].click()");
        assertThat(browser.evaluate(lines))
                .hasSize(1)
                .first()
                .extracting(JsonNode::asText)
                .isEqualTo("penultimate, train");
        String height = plot("NC1") + ".getOption().series[0].data[9].value[1]";
        double value =
                Double.parseDouble(rows("penultimate", Split.TRAIN).get(9).get("nc1"));
        assertThat(browser.evaluate(height).asDouble()).isCloseTo(Math.log10(value), within(1e-12));
        browser.evaluate("byId('log-values').click(); byId('log-epochs').click()");
        assertThat(browser.evaluate(height).asDouble()).isEqualTo(value);
        assertThat(browser.evaluate(plot("NC1") + ".getOption().xAxis[0].type").asText())
                .isEqualTo("log");
        browser.evaluate(
                "byId('from').value = 10; byId('to').value = 20; byId('to').dispatchEvent(new Event('change'))");
        assertThat(browser.evaluate(plot("NC1")
                                + ".getModel().getComponent('xAxis').axis.scale.getExtent().map(Math.round)")
                        .toString())
                .isEqualTo("[10,20]");
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void zeroErrorIsAtBottomOfAxis() throws Exception {
        List<CSVRecord> rows = rows("penultimate", Split.TRAIN);
        JsonNode held = browser.evaluate(plot("error")
                + ".getOption().series.find(one => one.name === 'penultimate, train').data.map(one => one.value)");
        JsonNode foot = browser.evaluate(plot("error") + ".getOption().yAxis[0].min");
        int zeros = 0;
        for (int i = 0; i < rows.size(); i++) {
            double error = Double.parseDouble(rows.get(i).get("error"));
            assertThat(held.get(i).get(1).asDouble())
                    .isCloseTo(error == 0 ? foot.asDouble() : Math.log10(error), within(1e-12));
            zeros += error == 0 ? 1 : 0;
        }
        assertThat(zeros).isPositive();
        assertThat(foot.asDouble()).isLessThan(-2.3);
    }

    /** Ten classes and two, thirty thousand iterations down to rounding, one epoch without a head or a loss. */
    @Test
    void showsOtherResultsWithoutErrors() throws Exception {
        SimulationSpec simulation = SimulationReader.read("two", """
                name: two
                seed: 3
                model: {kind: plain, classes: 2, samplesPerClass: 6, width: 5, lambdaW: 0.04, lambdaH: 0.02}
                gradientDescent: {learningRate: 0.5, iterations: 30000, initialStd: 0.5}
                record: {logSpaced: 60}
                """, List.of());
        new SimulationRun(simulation, new RunFolders(home, "two"), new SimulationListener() {
                    @Override
                    public void iterationDone(int iteration, double objective) {}

                    @Override
                    public void stageStarted(String what) {}
                })
                .execute(false);
        try (NpzWriter npz = new NpzWriter(home.resolve("bare.npz"))) {
            npz.write("features", new double[] {1, 2, 3, 5, 8, 13, 21, 34}, 4, 2);
            npz.write("labels", new int[] {0, 0, 1, 1}, 4);
            npz.commit();
        }
        SavedSplit bare = SavedSplit.of(
                SavedSplit.arrays(home.resolve("bare.npz")), new CaptureKey(0, "penultimate", Split.TRAIN), null);
        new MeasurementRun(
                        MeasurementInput.of(List.of(bare)),
                        ObjectiveSpec.Loss.MSE,
                        false,
                        new RunFolders(home, "bare"),
                        new MeasurementListener() {
                            @Override
                            public void bytesRead(long bytes, long total) {}

                            @Override
                            public void warn(String message) {}
                        })
                .execute(false);
        for (String name : List.of("two", "bare")) {
            browser.open(
                    home.resolve("notebooks-export/" + name + "/report.html").toUri());
            browser.evaluate(
                    "[...byId('metric').options].forEach(one => { byId('metric').value = one.value; draw(); })");
            browser.evaluate(
                    "byId('matrix-values').open = true; byId('log-values').click(); byId('log-epochs').click()");
            assertThat(browser.consoleErrors()).as(name).isEmpty();
            assertThat(browser.evaluate("byId('table').querySelectorAll('tbody tr').length")
                            .asInt())
                    .isEqualTo(MetricColumn.values().length);
        }
        browser.open(home.resolve("notebooks-export/two/report.html").toUri());
        assertThat(browser.evaluate("linesOf('nc1')[0].points.some(point => point[1] < 0 || point[1] < 1e-24)")
                        .asBoolean())
                .as("down to rounding")
                .isTrue();
        assertThat(browser.evaluate(plot("NC1") + ".getOption().yAxis[0].min").asDouble())
                .as("and on a logarithmic axis")
                .isLessThan(-20);
    }

    @Test
    void selectionSurvivesNewData() throws Exception {
        browser.evaluate(
                "byId('from').value = 10; byId('to').value = 20; byId('to').dispatchEvent(new Event('change'))");
        browser.evaluate("byId('layers').querySelectorAll('input')[0].click(); "
                + "byId('layers').querySelectorAll('input')[1].click(); "
                + "byId('provenance').querySelector('details').open = true;"
                + " byId('splits').querySelector('input').focus(); page.epochIndex = 30; showEpoch()");
        browser.evaluate("(() => { const grown = JSON.parse(JSON.stringify(page.data)); grown.runs[0].lastEpoch = 80; "
                + "update(grown); })()");
        assertThat(browser.evaluate("page.layers.size").asInt())
                .as("all layers off stays so")
                .isZero();
        assertThat(browser.evaluate("currentEpoch()").asInt()).isEqualTo(30);
        assertThat(browser.evaluate("byId('provenance').querySelector('details').open")
                        .asBoolean())
                .isTrue();
        assertThat(browser.evaluate("document.activeElement === byId('splits').querySelector('input')")
                        .asBoolean())
                .isTrue();
        browser.evaluate("byId('layers').querySelectorAll('input')[0].click()");
        assertThat(browser.evaluate(plot("NC1")
                                + ".getModel().getComponent('xAxis').axis.scale.getExtent().map(Math.round)")
                        .toString())
                .isEqualTo("[10,20]");
    }

    @Test
    void seedsAreShownAsMeanWithInterval() throws Exception {
        browser.open(RunReport.write(home.resolve("seed"), List.of("seed-1", "seed-2", "seed-3"), warning -> {})
                .toUri());
        double[] values = new double[3];
        for (int seed = 1; seed <= 3; seed++) {
            values[seed - 1] =
                    TinyRun.rows(home.resolve("seed/notebooks-export/seed-" + seed + "/metrics.csv")).stream()
                            .filter(row -> row.get("epoch").equals("3")
                                    && row.get("layer").equals("penultimate")
                                    && row.get("split").equals("test"))
                            .mapToDouble(row -> Double.parseDouble(row.get("nc1")))
                            .findFirst()
                            .orElseThrow();
        }
        String name = "seed, penultimate, test, mean of 3";
        JsonNode mean = browser.evaluate(
                plot("NC1") + ".getOption().series.find(one => one.name === '" + name + "').data[3].value[2]");
        double[] logarithms = Arrays.stream(values).map(Math::log).toArray();
        double logMean = Arrays.stream(logarithms).sum() / 3;
        assertThat(mean.asDouble()).isCloseTo(Math.exp(logMean), withinPercentage(1e-10));
        JsonNode band = browser.evaluate(
                plot("NC1") + ".getOption().series.find(one => one.name === '" + name + ", band').data[3]");
        // The 97.5 % quantile of Student's t with 2 degrees of freedom.
        double half = 4.302653
                * Math.sqrt(Arrays.stream(logarithms)
                                .map(value -> (value - logMean) * (value - logMean))
                                .sum()
                        / 2
                        / 3);
        assertThat(band.get(3).asDouble()).isCloseTo(Math.exp(logMean - half), withinPercentage(1e-3));
        assertThat(band.get(4).asDouble()).isCloseTo(Math.exp(logMean + half), withinPercentage(1e-3));
        // 200 digits in batches of 32 are 7 steps; the rate is .05, the weight decay of the head 3e-3, momentum .9.
        assertThat(browser.evaluate("runSet.runs[0].times[1]").asDouble())
                .isCloseTo(7 * .05 * 3e-3 / .1, withinPercentage(1e-4));
        assertThat(browser.evaluate("byId('run-table').tBodies[0].rows.length").asInt())
                .isEqualTo(3);
        browser.evaluate("byId('seeds').querySelector('input').click()");
        assertThat(browser.evaluate(plot("NC1")
                                + ".getOption().series.filter(one => one.name && one.name.startsWith('seed-2')).length")
                        .asInt())
                .isEqualTo(4);
        assertThat(browser.consoleErrors()).isEmpty();
    }
}
