package org.ncollapse.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Definitions, sentences on what is seen, the section on theory, the inset of the simplex, and the scales of heat maps.
 */
class RunPageTextInBrowserTest extends RunPageInBrowser {

    private static final int ESCAPE = 27;

    private static String seen(String caption) throws Exception {
        return text(figure(caption) + ".querySelector('.seen').textContent");
    }

    @Test
    void definitionOpensAndReturnsFocus() throws Exception {
        String term = "[..." + figure("NC2: distance to an orthogonal frame (OF)") + ".querySelectorAll('.term')]";
        assertThat(text(term + ".map(one => one.textContent).join()")).isEqualTo("NC2,OF");
        browser.evaluate(term + "[0].focus(); " + term + "[0].click()");
        assertThat(text("byId('definition').open")).isEqualTo("true");
        assertThat(text("byId('definition').textContent"))
                .contains(
                        "NC2: distance of the class means to a frame",
                        "nc2_etf = ‖n(MᵀM) − E‖F",
                        "nc2_of = ‖n(H̄ᵀH̄) − I/√K‖F",
                        "At collapse: ",
                        "Source: Tirer & Bruna 2022.");
        assertThat(text("[...byId('definition').querySelectorAll('sub')].map(one => one.textContent).join()"))
                .isEqualTo("F,F");
        browser.press("Escape", ESCAPE);
        assertThat(text("byId('definition').open")).isEqualTo("false");
        assertThat(text("document.activeElement.textContent")).isEqualTo("NC2");
    }

    @Test
    void everyTermOfTheIssueIsDefined() throws Exception {
        assertThat(text("page.data.glossary.map(one => one.term).join()"))
                .isEqualTo("NC1,NC2,NC3,NC4,NC5,ETF,OF,c,ĉ,κ");
        assertThat(text("[...document.querySelectorAll('#summary .term')].map(one => one.textContent).join()"))
                .isEqualTo("NC1,NC2,ETF,NC3,ETF,NC4,κ");
    }

    @Test
    void subscriptsAreSubscripts() throws Exception {
        for (List<String> example : List.of(
                List.of("Σ_k w_k", "Σ<sub>k</sub> w<sub>k</sub>"),
                List.of("max_{j≠y} cos∠(w_j − w̄)", "max<sub>j≠y</sub> cos∠(w<sub>j</sub> − w̄)"),
                List.of("‖n(W) − n(Mᵀ)‖²_F", "‖n(W) − n(Mᵀ)‖²<sub>F</sub>"),
                List.of("(‖H̄‖_*/‖H̄‖_F)²", "(‖H̄‖<sub>*</sub>/‖H̄‖<sub>F</sub>)²"),
                List.of("‖V_LS x̄_k − e_k‖²", "‖V<sub>LS</sub> x̄<sub>k</sub> − e<sub>k</sub>‖²"),
                List.of("Σ‖Vx_i − e_{y_i}‖²", "Σ‖Vx<sub>i</sub> − e<sub>y<sub>i</sub></sub>‖²"),
                List.of("minus mse_nc1, cosine_margin_p0", "minus mse_nc1, cosine_margin_p0"))) {
            browser.evaluate("window.probe = document.createElement('p')");
            browser.evaluate("probe.replaceChildren(...withSubscripts('" + example.get(0) + "'))");
            assertThat(text("probe.innerHTML")).isEqualTo(example.get(1));
        }
        assertThat(text("[...document.querySelectorAll('#table td.text, figcaption')].map(one => one.textContent)"
                        + ".filter(one => /(^|[^a-z0-9_])[A-Za-zΣ‖]_/.test(one)).join()"))
                .isEmpty();
    }

    @Test
    void eachPanelSaysWhatIsSeen() throws Exception {
        // 10^(−e/5) is within 10 % of its value at epoch 20 only at epoch 20.
        assertThat(seen("NC1"))
                .isEqualTo(
                        "NC1 fell from 1 at epoch 0 to 1e\u22124 at epoch 20, and differed from its last value by more"
                                + " than 10 % at the value before (penultimate, train).");
        assertThat(seen("error"))
                .isEqualTo("error fell from 0.1 at epoch 0 to 0 at epoch 20, and was exactly 0 from epoch 10 on"
                        + " (penultimate, train).");
        browser.evaluate("page.epochIndex = 3; showEpoch()");
        assertThat(seen("Gram matrix of the class means, penultimate, train"))
                .isEqualTo("At epoch 3, on the diagonal: 5; off the diagonal: \u22121.");
        assertThat(seen("classes cat, dog, a,\"b\""))
                .startsWith("At epoch 3, the shown features are at most 0.25 from");
        assertThat(
                        text(
                                "[...document.querySelectorAll('figure')].filter(one => !one.querySelector('.seen').textContent).length"))
                .isEqualTo("0");
    }

    @Test
    void theoryBeginsWithSentencesAndFoldsItsNumbers() throws Exception {
        assertThat(text("byId('fit').firstElementChild.textContent"))
                .isEqualTo("The plain model describes the run: κ is 2 and λH is known.");
        assertThat(
                        text(
                                "[...byId('fit').querySelectorAll('details:not(.fold) summary')].map(one => one.textContent).join()"))
                .isEqualTo("Predictions at epoch 20,All numbers of the verdict");
        assertThat(text("[...byId('fit').querySelectorAll('details')].some(one => one.open)"))
                .isEqualTo("false");
        assertThat(text(
                        "[...byId('fit').querySelector('tbody').rows].map(row => [...row.cells].map(cell => cell.textContent)"
                                + ".join()).join(';')"))
                .isEqualTo("plain,nc1,2,10,4,0.699,0.5");
    }

    @Test
    void predictionsAreOnTheLineOfEqualityIfTheyAreRight() throws Exception {
        String plot = plot("Predicted and observed values at epoch 20");
        JsonNode points = browser.evaluate(plot + ".getOption().series.find(one => one.name === 'plain').data");
        assertThat(points).hasSize(2);
        assertThat(points.get(0).get(0).asDouble())
                .as("objective")
                .isEqualTo(points.get(0).get(1).asDouble());
        assertThat(points.get(1).get(1).asDouble() - points.get(1).get(0).asDouble())
                .as("logits, observed 3, predicted 2, in octaves or decades")
                .satisfiesAnyOf(
                        difference -> assertThat(difference).isCloseTo(Math.log10(1.5), within(1e-12)),
                        difference -> assertThat(difference).isCloseTo(Math.log(1.5) / Math.log(2), within(1e-12)));
        assertThat(seen("Predicted and observed values at epoch 20"))
                .isEqualTo("1 of 2 predictions have a relative error of at most 20 %. "
                        + "The penalty of the features is known, so nothing is fitted.");
    }

    @Test
    void openedFoldOfTheorySurvivesChoices() throws Exception {
        browser.evaluate("byId('fit').querySelector('.fold').open = true; byId('log-values').click()");
        assertThat(text("byId('fit').querySelector('.fold').open")).isEqualTo("true");
    }

    @Test
    void insetMagnifiesFeaturesOnceTheyAreCloseToTheirMeans() throws Exception {
        String plot = plot("classes cat, dog, a,\"b\"");
        String inset = plot + ".getOption().series.filter(one => one.name && one.name.endsWith('minus its mean'))";
        browser.evaluate("page.epochIndex = 1; showEpoch()");
        assertThat(browser.evaluate(inset)).as("at a deviation of 1/2").isEmpty();
        browser.evaluate("page.epochIndex = 19; showEpoch()");
        JsonNode series = browser.evaluate(inset + ".map(one => one.data)");
        assertThat(series).hasSize(3);
        for (JsonNode ofClass : series) {
            assertThat(ofClass.get(0).get(0).asDouble()).isCloseTo(-.05, within(1e-12));
            assertThat(ofClass.get(1).get(0).asDouble()).isCloseTo(.05, within(1e-12));
        }
        JsonNode pixels = browser.evaluate(
                "(() => { const plot = " + plot
                        + "; return [0, 1].map(i => plot.convertToPixel({gridIndex: i}, [.05, 0])[0] - plot.convertToPixel({gridIndex: i}, [0, 0])[0]); })()");
        double magnification = pixels.get(1).asDouble() / pixels.get(0).asDouble();
        double stated =
                Double.parseDouble(text(plot + ".getOption().title[1].text").replaceFirst(".*× ", ""));
        assertThat(magnification / stated).as("stated magnification").isCloseTo(1, within(.06));
        assertThat(magnification).isGreaterThan(5);
    }

    @Test
    void mapsOfAKindShareAScaleOnRequest() throws Exception {
        String limits = "['penultimate, train', 'previous, train'].map(name => echarts.getInstanceByDom("
                + "[...document.querySelectorAll('figure')].find(one => one.querySelector('figcaption').textContent === "
                + "'Gram matrix of the class means, ' + name).querySelector('.plot')).getOption().visualMap[0].max).join()";
        assertThat(text(limits)).isEqualTo("22,220");
        browser.evaluate("byId('shared-scale').click()");
        assertThat(text(limits)).isEqualTo("220,220");
        assertThat(text(plot("Gram matrix of the head, penultimate") + ".getOption().visualMap[0].max"))
                .as("of another kind")
                .isEqualTo("22");
    }
}
