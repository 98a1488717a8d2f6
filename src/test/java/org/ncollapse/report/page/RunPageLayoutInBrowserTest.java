package org.ncollapse.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Layout on wide and narrow screens and on paper, and the keyboard. */
class RunPageLayoutInBrowserTest extends RunPageInBrowser {

    private static final int TAB = 9;
    private static final int A4_WIDTH_WITHIN_MARGINS = 718;

    @AfterEach
    void showOnScreen() throws Exception {
        browser.command("Emulation.setEmulatedMedia", Map.of("media", ""));
    }

    private static boolean isInSight(String id) throws Exception {
        return browser.evaluate("(() => { const box = byId('" + id + "').getBoundingClientRect(); const top = "
                        + "document.elementFromPoint(box.x + 3, box.y + box.height / 2); "
                        + "return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && byId('" + id
                        + "').contains(top); })()")
                .asBoolean();
    }

    @Test
    void choicesStayInSightWhileOneScrolls() throws Exception {
        for (int width : new int[] {1400, 1000, 400}) {
            browser.setViewport(width, 900, false);
            browser.open(page.toUri());
            browser.evaluate("byId('table-title').scrollIntoView(); new Promise(later => setTimeout(later, 100))");
            assertThat(browser.evaluate("scrollY").asInt()).isGreaterThan(1000);
            for (String id : List.of("epoch", "play")) {
                assertThat(isInSight(id)).as(id + " at " + width).isTrue();
            }
            if (width < 1024) {
                assertThat(browser.evaluate("byId('choices').open").asBoolean()).isFalse();
                browser.evaluate("byId('choices').querySelector('summary').click(); "
                        + "new Promise(later => setTimeout(later, 100))");
            }
            for (String id : List.of("layers", "splits", "log-values")) {
                assertThat(isInSight(id)).as(id + " at " + width).isTrue();
            }
            assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                    .as("no sideways scrolling")
                    .isLessThanOrEqualTo(width);
        }
    }

    @Test
    void contentsLeadToSections() throws Exception {
        assertThat(text("[...byId('contents-list').querySelectorAll('a')].map(one => one.textContent).join('; ')"))
                .isEqualTo("Collapse; Three classes in the plane of their simplex; Gram matrices and logits; "
                        + "Models compared with the network; All metrics and their definitions; Provenance");
        browser.evaluate("byId('contents-list').querySelectorAll('a')[3].click()");
        assertThat(text("document.activeElement.id")).isEqualTo("fit-title");
        JsonNode places = browser.evaluate("[byId('fit-title').getBoundingClientRect().top, "
                + "byId('epoch-slider').getBoundingClientRect().bottom]");
        assertThat(places.get(0).asDouble())
                .as("below the slider")
                .isBetween(places.get(1).asDouble(), 200.0);
        pause(500);
        assertThat(text("location.hash")).as("the view's").isEmpty();
    }

    @Test
    void noRowOfPlotsIsMostlyEmpty() throws Exception {
        browser.setViewport(1400, 900, false);
        // The part of the width of main that the first row of each section's plots, or the text next to them, covers.
        JsonNode covered = browser.evaluate("""
                [['curves', 'figure'], ['simplex-layout', '#simplex, p'], ['matrices', 'figure'], ['fit', 'figure']].map(([id, parts]) => {
                  const boxes = [...byId(id).querySelectorAll(parts)].map(one => one.getBoundingClientRect());
                  const first = boxes.filter(box => Math.abs(box.top - boxes[0].top) < 20);
                  return first.reduce((sum, box) => sum + box.width, 0) / document.querySelector('main').clientWidth;
                })""");
        covered.forEach(
                part -> assertThat(part.asDouble()).as(covered.toString()).isGreaterThan(.6));
    }

    @Test
    void printHasWholePlotsTwoInARowWithoutControls() throws Exception {
        browser.setViewport(1400, 900, false);
        pause(200);
        assertThat(text("[...document.querySelectorAll('.plot svg')].filter(one => one.getAttribute('viewBox') !== "
                        + "'0 0 ' + one.getAttribute('width') + ' ' + one.getAttribute('height')).length"))
                .as("plots that paper would cut, because browsers do not redraw them before they print")
                .isEqualTo("0");
        browser.command("Emulation.setEmulatedMedia", Map.of("media", "print"));
        browser.command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", A4_WIDTH_WITHIN_MARGINS, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
        JsonNode plots = browser.evaluate("""
                [...document.querySelectorAll('#curves figure, #matrices figure, #fit figure')].map(figure => {
                  const outer = figure.getBoundingClientRect(), inner = figure.querySelector('svg').getBoundingClientRect();
                  return [outer.top, inner.left >= outer.left && inner.right <= outer.right && inner.bottom <= outer.bottom && inner.width > 200,
                    getComputedStyle(figure).breakInside];
                })""");
        assertThat(plots).hasSizeGreaterThan(12);
        plots.forEach(plot -> {
            assertThat(plot.get(1).asBoolean()).as("whole").isTrue();
            assertThat(plot.get(2).asText()).isEqualTo("avoid");
        });
        assertThat(plots.get(1).get(0).asDouble())
                .as("two in a row")
                .isEqualTo(plots.get(0).get(0).asDouble());
        assertThat(plots.get(2).get(0).asDouble())
                .isGreaterThan(plots.get(0).get(0).asDouble());
        assertThat(text("[...document.querySelectorAll('input, select, summary, button:not(.term)')]"
                        + ".filter(one => one.getClientRects().length).length"))
                .isEqualTo("0");
        assertThat(
                        text(
                                "[...document.querySelectorAll('table')].filter(one => one.getBoundingClientRect().right > innerWidth).length"))
                .as("tables that paper cuts")
                .isEqualTo("0");
    }

    /** The rules of axe-core: names, landmarks, contrast, tables, focus. It takes the marks of legends for text. */
    @Test
    void breaksNoRuleOfAccessibility() throws Exception {
        String axe = new String(getClass().getResourceAsStream("axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
        for (boolean dark : new boolean[] {false, true}) {
            browser.setViewport(dark ? 400 : 1400, 900, dark);
            browser.open(page.toUri());
            // One table of values: the others have the same structure, and many cells.
            browser.evaluate("document.querySelectorAll('details:not(.fold), #matrices figure:first-child .fold')"
                    + ".forEach(one => one.open = true)");
            browser.evaluate(axe + "; 0");
            JsonNode result = browser.evaluate("axe.run({exclude: ['.legend [aria-hidden]']}).then(result => ({passes: "
                    + "result.passes.length, violations: result.violations.map(one => one.id + ' ' + "
                    + "one.nodes.map(node => node.html.slice(0, 200)))}))");
            assertThat(result.get("violations")).as("dark: " + dark).isEmpty();
            assertThat(result.get("passes").asInt()).isGreaterThan(25);
        }
    }

    @Test
    void keyboardReachesEveryControlAndEachHasAName() throws Exception {
        browser.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");
        int controls = browser.evaluate("""
                (window.controls = [...document.querySelectorAll('input, select, button, summary, a, [tabindex="0"]')]
                  .filter(one => one.getClientRects().length)).length""").asInt();
        assertThat(controls).isGreaterThan(80);
        browser.evaluate(
                "window.reached = new Set(); document.addEventListener('focusin', event => reached.add(event.target))");
        for (int i = 0; i < controls + 10; i++) {
            browser.press("Tab", TAB);
        }
        assertThat(text("controls.filter(one => !reached.has(one)).map(one => one.outerHTML.slice(0, 80)).join()"))
                .isEmpty();
        JsonNode tree = browser.command("Accessibility.getFullAXTree", Map.of()).get("nodes");
        int named = 0;
        for (JsonNode node : tree) {
            String role = node.at("/role/value").asText();
            if (List.of(
                                    "button",
                                    "checkbox",
                                    "slider",
                                    "combobox",
                                    "link",
                                    "spinbutton",
                                    "image",
                                    "region",
                                    "DisclosureTriangle")
                            .contains(role)
                    && !node.get("ignored").asBoolean()) {
                assertThat(node.at("/name/value").asText()).as(node.toString()).isNotBlank();
                named++;
            }
        }
        assertThat(named).isGreaterThan(80);
    }
}
