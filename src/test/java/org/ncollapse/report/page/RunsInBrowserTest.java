package org.ncollapse.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ncollapse.report.MainMetric;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.RunCurves;
import org.ncollapse.report.sweep.RunCurves.MetricCurve;
import org.ncollapse.report.sweep.SweepResults;
import org.ncollapse.report.sweep.SweepRun;
import org.ncollapse.report.sweep.SyntheticSweep;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Split;
import org.ncollapse.ufm.fit.PlainModelStrength;

/** The section of several runs in a browser: table, filter, curves, scatter plot and means. */
class RunsInBrowserTest extends BrowserTest {

    private static final int[] EPOCHS = {0, 7, 20, 40};

    /** NC1 falls exponentially from 1 to its last value; time is a hundredth of the epoch times the weight decay. */
    private static SweepRun run(String name, RunStatus status, String decay, long seed, double nc1) {
        double[] values = new double[EPOCHS.length];
        double[] times = new double[EPOCHS.length];
        for (int i = 0; i < EPOCHS.length; i++) {
            values[i] = Math.pow(nc1, EPOCHS[i] / 40.0);
            times[i] = EPOCHS[i] * Double.parseDouble(decay) / 100;
        }
        return SyntheticSweep.run(
                name,
                status,
                List.of(decay, "mse"),
                seed,
                new PlainModelStrength(.1, .1, 1e-3),
                nc1,
                new RunCurves(EPOCHS, times, List.of(new MetricCurve(MainMetric.NC1, Split.TRAIN, values))));
    }

    /** Three seeds of one weight decay and two of another, one more that diverged. */
    private static void openSmallSweep() throws Exception {
        open(new SweepResults(
                "small",
                "",
                List.of("objective.weightDecay", "objective.loss"),
                List.of(
                        run("b-1", RunStatus.FINISHED, "1e-2", 1, 1e-3),
                        run("b-2", RunStatus.FINISHED, "1e-2", 2, 1e-4),
                        run("b-3", RunStatus.FINISHED, "1e-2", 3, 1e-5),
                        run("b-4", RunStatus.DIVERGED, "1e-2", 4, 1e+5),
                        run("a-1", RunStatus.FINISHED, "1e-3", 1, 1e-2),
                        run("a-2", RunStatus.FINISHED, "1e-3", 2, 1e-4))));
    }

    private static void open(SweepResults results) throws Exception {
        Path page = write(results);
        browser.setViewport(1400, 900, false);
        browser.open(page.toUri());
    }

    private static Path write(SweepResults results) throws Exception {
        Path page = folder.resolve(results.name() + ".html");
        SweepPage.write(
                page,
                results,
                PhaseDiagram.of(results),
                List.of(),
                List.of(),
                List.of(),
                JsonNodeFactory.instance.objectNode());
        return page;
    }

    private static void select(String id, String option) throws Exception {
        browser.evaluate("(() => { const select = byId('" + id + "'); select.value = [...select.options].find(one => "
                + "one.textContent === '" + option + "').value; select.dispatchEvent(new Event('change')); })()");
    }

    private static void check(String id, boolean checked) throws Exception {
        browser.evaluate(
                "byId('" + id + "').checked = " + checked + "; byId('" + id + "').dispatchEvent(new Event('change'))");
    }

    private static void filter(String text) throws Exception {
        browser.evaluate(
                "byId('run-filter').value = '" + text + "'; byId('run-filter').dispatchEvent(new Event('input'))");
    }

    /** The names in the rows that are visible, from the top. */
    private static List<String> names() throws Exception {
        return texts(browser.evaluate("[...byId('run-table').tBodies[0].rows].filter(row => row.offsetHeight > 0)"
                + ".map(row => row.cells[0].textContent)"));
    }

    private static List<String> texts(JsonNode nodes) {
        List<String> texts = new ArrayList<>();
        nodes.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    private static void sortBy(String column) throws Exception {
        browser.evaluate("[...byId('run-table').querySelectorAll('th button')].find(one => one.textContent === '"
                + column + "').click()");
    }

    @Test
    void tableSortsAscendingDescendingAndAsWritten() throws Exception {
        openSmallSweep();
        List<String> written = List.of("b-1", "b-2", "b-3", "b-4", "a-1", "a-2");
        assertThat(names()).isEqualTo(written);
        sortBy("nc1");
        assertThat(names()).containsExactly("b-3", "b-2", "a-2", "b-1", "a-1", "b-4");
        sortBy("nc1");
        assertThat(names()).containsExactly("b-4", "a-1", "b-1", "b-2", "a-2", "b-3");
        assertThat(browser.evaluate("document.querySelectorAll('[aria-sort=descending]').length")
                        .asInt())
                .isEqualTo(1);
        sortBy("nc1");
        assertThat(names()).isEqualTo(written);
        sortBy("run");
        assertThat(names()).startsWith("a-1", "a-2", "b-1");
        sortBy("zero_error_epoch");
        assertThat(names()).as("only seed 1 has one; the others are last").startsWith("b-1", "a-1");
        sortBy("zero_error_epoch");
        assertThat(names()).startsWith("b-1", "a-1");
    }

    @Test
    void filterSelectsRowsAndRunsOfPlots() throws Exception {
        openSmallSweep();
        check("run-means", false);
        filter("nc1<1e-3 weightDecay=1e-2");
        assertThat(names()).containsExactly("b-2", "b-3");
        assertThat(browser.evaluate("runCurves.lines.length").asInt()).isEqualTo(2);
        assertThat(browser.evaluate("runScatter.plot.getOption().series[0].data"))
                .hasSize(2);
        assertThat(browser.evaluate("byId('run-filter-note').textContent").asText())
                .isEqualTo("2 of 6 runs");
        filter("DIVERGED");
        assertThat(names()).containsExactly("b-4");
        filter("zero_error_epoch!=7 a-");
        assertThat(names()).containsExactly("a-2");
        filter("nonsense>3");
        assertThat(names()).hasSize(6);
        assertThat(browser.evaluate("byId('run-filter-note').textContent").asText())
                .isEqualTo("There is no column nonsense.");
    }

    /** The 97.5 % quantile of Student's t with 2 degrees of freedom is 4.303. */
    @Test
    void meansHaveStudentsIntervalAndThoseOfTwoRunsTheirValues() throws Exception {
        openSmallSweep();
        select("run-group", "objective.weightDecay");
        check("run-means", true);
        JsonNode lines = browser.evaluate("runCurves.lines");
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).get("name").asText()).isEqualTo("weightDecay 1e-3, mean of 2");
        assertThat(lines.get(1).get("name").asText())
                .as("without the diverged run")
                .isEqualTo("weightDecay 1e-2, mean of 3");
        JsonNode two = lines.get(0).at("/band/3");
        assertThat(lines.get(0).at("/points/3/1").asDouble()).isCloseTo(1e-3, within(1e-12));
        assertThat(two.get(1).asDouble()).isEqualTo(1e-4);
        assertThat(two.get(2).asDouble()).isEqualTo(1e-2);
        JsonNode three = lines.get(1).at("/band/3");
        assertThat(Math.log10(three.get(1).asDouble())).isCloseTo(-4 - 4.303 / Math.sqrt(3), within(5e-4));
        assertThat(Math.log10(three.get(2).asDouble())).isCloseTo(-4 + 4.303 / Math.sqrt(3), within(5e-4));
        assertThat(browser.evaluate("runCurves.plot.getOption().yAxis[0].max").asDouble())
                .as("the interval of two runs does not extend the axis")
                .isZero();
        JsonNode points = browser.evaluate("runScatter.plot.getOption().series[0].data");
        assertThat(points.get(0).get(1).asDouble()).isCloseTo(-3, within(1e-9));
        assertThat(points.get(1).get(1).asDouble()).isCloseTo(-4, within(1e-9));
        // The table of configurations as well.
        List<String> cells =
                texts(browser.evaluate("[...byId('configurations').rows[2].cells].map(cell => cell.textContent)"));
        assertThat(cells).startsWith("1e-3", "mse", "2 of 2", "0.001 [1e\u22124, 0.01]");
    }

    @Test
    void valuesBetweenCapturesAreInterpolated() throws Exception {
        openSmallSweep();
        assertThat(browser.evaluate("interpolate([[0, 1], [10, 1e-4]], 5, true)")
                        .asDouble())
                .isCloseTo(1e-2, within(1e-12));
        assertThat(browser.evaluate("interpolate([[0, 1], [10, 3]], 5, false)").asDouble())
                .isEqualTo(2);
        assertThat(browser.evaluate("interpolate([[0, 1], [10, 3]], 11, false)").isNull())
                .isTrue();
    }

    @Test
    void zeroErrorEpochsAreMarkedAgainstEpochAndTime() throws Exception {
        openSmallSweep();
        String marks = "runCurves.plot.getOption().series.find(one => one.id === 'zero-error').data.map(one => one[0])";
        assertThat(browser.evaluate(marks).toString()).isEqualTo("[7,7]");
        select("run-time", "\u03a3 \u03b7\u03bb/(1 \u2212 \u03bc)");
        JsonNode times = browser.evaluate(marks);
        List<Double> sorted = List.of(times.get(0).asDouble(), times.get(1).asDouble()).stream()
                .sorted()
                .toList();
        assertThat(sorted.get(0)).isCloseTo(7e-5, within(1e-15));
        assertThat(sorted.get(1)).isCloseTo(7e-4, within(1e-15));
        check("run-means", false);
        select("run-group", "each run");
        JsonNode line = browser.evaluate("runCurves.lines.find(one => one.name === 'a-1').points[2]");
        assertThat(line.get(0).asDouble()).isCloseTo(20e-5, within(1e-15));
        assertThat(line.get(1).asDouble()).isCloseTo(.1, within(1e-12));
        // Against the epoch, the triangle is drawn below epoch 7.
        select("run-time", "epoch");
        assertThat(browser.evaluate("byId('run-curves').querySelectorAll('svg path').length")
                        .asInt())
                .isPositive();
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void stylesOfThirtySixRunsDiffer() throws Exception {
        openSmallSweep();
        JsonNode styles = browser.evaluate(
                "[...Array(36).keys()].map(i => JSON.stringify([runStyle(i).color, runStyle(i).mark]))");
        assertThat(texts(styles)).doesNotHaveDuplicates();
    }

    @Test
    void scatterOfAnyTwoColumns() throws Exception {
        openSmallSweep();
        check("run-means", false);
        select("scatter-x", "objective.loss");
        select("scatter-y", "test_nc1");
        JsonNode points = browser.evaluate("runScatter.plot.getOption().series[0].data");
        assertThat(points).hasSize(6);
        assertThat(points.get(0).get(0).asDouble()).as("a category").isZero();
        assertThat(Math.pow(2, points.get(0).get(1).asDouble()))
                .as("NC1 is 2 on the test split")
                .isCloseTo(2, within(1e-12));
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void pageOfThousandRunsIsSmallAndScrolls() throws Exception {
        List<SweepRun> runs = new ArrayList<>();
        int[] epochs = new int[60];
        for (int i = 0; i < epochs.length; i++) {
            epochs[i] = 5 * i;
        }
        for (int i = 0; i < 1000; i++) {
            double decay = 1e-4 * (1 + i % 100);
            List<MetricCurve> curves = new ArrayList<>();
            for (MainMetric metric : MainMetric.values()) {
                for (Split split : Split.values()) {
                    double[] values = new double[epochs.length];
                    for (int k = 0; k < epochs.length; k++) {
                        values[k] = Math.exp(-epochs[k] * decay) * (1 + .1 * Math.sin(i + k));
                    }
                    curves.add(new MetricCurve(metric, split, values));
                }
            }
            runs.add(SyntheticSweep.run(
                    "many-runs-of-one-sweep-" + i,
                    RunStatus.FINISHED,
                    List.of(Double.toString(decay), "mse"),
                    i / 100,
                    new PlainModelStrength(decay, 1.1 * decay, 1e-3),
                    decay / (1 + i / 100),
                    new RunCurves(epochs, new double[epochs.length], curves)));
        }
        Path page = write(new SweepResults("many", "", List.of("objective.weightDecay", "objective.loss"), runs));
        browser.setViewport(1400, 900, false);
        long start = System.nanoTime();
        browser.open(page.toUri());
        assertThat(browser.evaluate("byId('run-table').tBodies[0].rows.length").asInt())
                .isEqualTo(1000);
        // Three seconds on an idle machine; CI machines are slower and shared.
        assertThat((System.nanoTime() - start) * 1e-9).isLessThan(30);
        assertThat(Files.size(page)).isLessThan(10_000_000);
        double opened = browser.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart")
                .asDouble();
        JsonNode frames = browser.evaluate("""
                new Promise(resolve => {
                  const frames = [];
                  let last = performance.now();
                  const step = now => {
                    frames.push(now - last);
                    last = now;
                    scrollBy(0, 60);
                    frames.length < 40 ? requestAnimationFrame(step) : resolve(frames.slice(1).sort((a, b) => a - b));
                  };
                  requestAnimationFrame(step);
                })""");
        System.out.printf(
                "1,000 runs: %.1f MB, loaded in %.0f ms; frames while scrolling: median %.0f ms, 90 %% below %.0f ms%n",
                Files.size(page) * 1e-6,
                opened,
                frames.get(frames.size() / 2).asDouble(),
                frames.get(9 * frames.size() / 10).asDouble());
        assertThat(frames.get(frames.size() / 2).asDouble()).isLessThan(100);
        check("run-means", false);
        select("run-group", "each run");
        assertThat(browser.evaluate("runCurves.lines.length").asInt()).isEqualTo(1000);
        assertThat(browser.consoleErrors()).isEmpty();
    }
}
