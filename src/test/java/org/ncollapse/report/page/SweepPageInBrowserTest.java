package org.ncollapse.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ncollapse.report.figure.Figures;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.SweepResults;
import org.ncollapse.report.sweep.SyntheticFits;
import org.ncollapse.report.sweep.SyntheticSweep;

/** The page of a sweep in a browser. */
class SweepPageInBrowserTest extends BrowserTest {

    private static Path page(SweepResults results, String... excluded) throws Exception {
        return page(results, List.of(), excluded);
    }

    private static Path page(SweepResults results, List<Path> trajectories, String... excluded) throws Exception {
        Path page = folder.resolve(results.name() + ".html");
        SweepPage.write(
                page,
                results,
                PhaseDiagram.of(results),
                List.of(),
                trajectories,
                List.of(excluded),
                JsonNodeFactory.instance.objectNode().put("started", "</script><script>alert(2)</script>"));
        return page;
    }

    private static String plot(String name) {
        return "plots.get('" + name + "')";
    }

    @Test
    void pageMakesNoRequestsAndReportsNoErrors() throws Exception {
        Path page = page(SyntheticSweep.decays(3), "1 run is in no table, because it has not started: pending-run");
        for (boolean dark : new boolean[] {false, true}) {
            for (int width : new int[] {1400, 400}) {
                browser.setViewport(width, 900, dark);
                browser.open(page.toUri());
                assertThat(browser.requests()).containsExactly(page.toUri().toString());
                assertThat(browser.consoleErrors()).isEmpty();
                assertThat(browser.evaluate("document.documentElement.scrollWidth")
                                .asInt())
                        .as("no horizontal scrolling")
                        .isLessThanOrEqualTo(width);
                assertThat(browser.evaluate("document.querySelectorAll('.plot svg').length")
                                .asInt())
                        .as("six of the phase diagram, and the scatter plot of the runs")
                        .isEqualTo(7);
            }
        }
        assertThat(browser.evaluate("document.querySelectorAll('img').length").asInt())
                .isZero();
        assertThat(browser.evaluate("byId('state').textContent").asText())
                .isEqualTo("<img src=x onerror=alert(1)> \u00b7 12 of 14 runs are finished");
        assertThat(browser.evaluate("byId('provenance').textContent").asText()).contains("</script>");
        assertThat(browser.evaluate("byId('excluded').textContent").asText())
                .isEqualTo("1 run is in no table, because it has not started: pending-run");
    }

    @Test
    void tablesHaveConfigurationsAndRunsWithLinksToFinishedOnes() throws Exception {
        browser.setViewport(1400, 900, false);
        browser.open(page(SyntheticSweep.decays(3)).toUri());
        JsonNode rows = browser.evaluate(
                "[...byId('configurations').rows].map(row => [...row.cells].map(cell => cell.textContent))");
        assertThat(rows).hasSize(5);
        assertThat(texts(rows.get(3))).startsWith("1e-2", "mse", "3 of 3");
        // The geometric mean of 1e-3, 1e-4 and 1e-5, and 10^(±4.303/√3) times that; ĉ from .41, .42 and .43.
        assertThat(texts(rows.get(3))).contains("1e\u22124 [3.28e\u22127, 0.0305]", "0.42 [0.395, 0.445]");
        assertThat(texts(rows.get(4))).as("NC1 of zero solutions is undefined").contains("\u2013", "1 [1, 1]");
        assertThat(browser.evaluate("byId('run-table').rows.length").asInt()).isEqualTo(15);
        assertThat(browser.evaluate("byId('run-table').rows[1].querySelector('a').getAttribute('href')")
                        .asText())
                .isEqualTo("../decay-0-seed-1/report.html");
        assertThat(browser.evaluate("[...byId('run-table').querySelectorAll('a')].length")
                        .asInt())
                .isEqualTo(12);
    }

    @Test
    void fitsHaveFigureAndMediansWithRanges() throws Exception {
        SweepResults results = SyntheticFits.sweep(2);
        Path page = page(results, Figures.drawTrajectories(folder, results));
        browser.setViewport(400, 900, false);
        browser.open(page.toUri());
        assertThat(browser.consoleErrors()).isEmpty();
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .as("the figure scrolls, not the page")
                .isLessThanOrEqualTo(400);
        assertThat(browser.evaluate("document.querySelector('#trajectories-figure img').decode().then(() => "
                                + "document.querySelector('#trajectories-figure img').naturalWidth)")
                        .asInt())
                .isPositive();
        JsonNode rows =
                browser.evaluate("[...byId('fits').rows].map(row => [...row.cells].map(cell => cell.textContent))");
        assertThat(rows).hasSize(5);
        assertThat(texts(rows.get(0)))
                .containsExactly(
                        "dataset.samplesPerClass",
                        "model",
                        "seeds",
                        "\u03ba",
                        "NC2",
                        "together",
                        "constant curves",
                        "skill, constant");
        // RMSEs of .05, .1 and .2 decades for NC2, twice as much together, and twice that for constant curves.
        assertThat(texts(rows.get(1)))
                .containsExactly(
                        "1",
                        "plain",
                        "3",
                        "80 [40, 160]",
                        "1.26 [1.12, 1.58]",
                        "1.58 [1.26, 2.51]",
                        "2.51 [1.58, 6.31]",
                        "0.5");
        browser.open(page(SyntheticSweep.decays(1)).toUri());
        assertThat(browser.evaluate("byId('fits-section').hidden").asBoolean()).isTrue();
    }

    @Test
    void plotsHaveMeansRunsThresholdAndTheory() throws Exception {
        browser.setViewport(1400, 900, false);
        browser.open(page(SyntheticSweep.decays(2)).toUri());
        JsonNode runs = browser.evaluate(plot("logitScale")
                + ".getOption().series.find(one => one.name === 'loss mse').data.map(one => one.value)");
        assertThat(runs).hasSize(8);
        assertThat(runs.get(2).get(0).asDouble()).as("ĉ of .1 by its logarithm").isEqualTo(-1);
        assertThat(runs.get(2).get(1).asDouble()).isEqualTo(1 - .11);
        JsonNode theory =
                browser.evaluate(plot("logitScale") + ".getOption().series.find(one => one.name === 'theory').data");
        for (JsonNode point : theory) {
            assertThat(point.get(1).asDouble())
                    .isCloseTo(Math.max(0, 1 - Math.pow(10, point.get(0).asDouble())), within(1e-9));
        }
        assertThat(browser.evaluate(plot("nc1Strength") + ".getOption().series[1].markLine.data[0].xAxis")
                        .asDouble())
                .as("c = 1")
                .isZero();
        JsonNode zeroSolutions = browser.evaluate(plot("nc1")
                + ".getOption().series.find(one => one.name === 'zero solution').data.map(one => one.value)");
        assertThat(zeroSolutions).hasSize(1);
        String tooltip = browser.evaluate("(() => { const item = " + plot("balance")
                        + ".getOption().series.find(one => one.name === 'loss mse').data[1];"
                        + " return item.tooltipContent().textContent; })()")
                .asText();
        assertThat(tooltip)
                .contains(
                        "objective.weightDecay 1e-3, objective.loss mse",
                        "2 of 2 seeds finished",
                        "\u0109 by balance: 0.1 [0.1, 0.1]");
    }

    @Test
    void tooltipDescribesPointUnderMouse() throws Exception {
        browser.setViewport(1400, 900, false);
        browser.open(page(SyntheticSweep.decays(1)).toUri());
        JsonNode position = browser.evaluate("(() => { const plot = " + plot("nc1Strength")
                + "; plot.getDom().scrollIntoView({block: 'center'});"
                + " const box = plot.getDom().getBoundingClientRect();"
                + " const pixel = plot.convertToPixel({xAxisIndex: 0, yAxisIndex: 0},"
                + " plot.getOption().series.find(one => one.name === 'loss mse')"
                + ".data[1].value); return [box.x + pixel[0], box.y + pixel[1]]; })()");
        browser.hover(position.get(0).asDouble() - 5, position.get(1).asDouble());
        browser.hover(position.get(0).asDouble(), position.get(1).asDouble());
        String shown = browser.evaluate("new Promise(resolve => setTimeout(() => resolve(" + plot("nc1Strength")
                        + ".getDom().textContent), 300))")
                .asText();
        assertThat(shown).contains("decay-1e-3-seed-1", "seed 1", "NC1: 0.01", "\u0109 by balance: 0.1");
    }

    @Test
    void pageWithoutFinishedRunsShowsNote() throws Exception {
        browser.open(page(new SweepResults(
                        "none",
                        "",
                        List.of("objective.weightDecay", "objective.loss"),
                        SyntheticSweep.decays(1).runs().subList(5, 6)))
                .toUri());
        assertThat(browser.evaluate("byId('no-runs').hidden").asBoolean()).isFalse();
        assertThat(browser.evaluate("byId('run-table').rows[1].textContent").asText())
                .contains("pending-run", "pending");
        assertThat(browser.consoleErrors()).isEmpty();
    }

    private static List<String> texts(JsonNode cells) {
        List<String> texts = new ArrayList<>();
        cells.forEach(cell -> texts.add(cell.asText()));
        return texts;
    }
}
