package org.ncollapse.experiment.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.SimulationSpec;

class ReproductionTest {

    private static final SimulationSpec PLAIN = simulation(
            "plain", "{kind: plain, classes: 3, samplesPerClass: 6, width: 5, lambdaW: 0.04, lambdaH: 0.02}", 4000);
    private static final SimulationSpec BIAS = simulation(
            "bias",
            "{kind: plain, classes: 3, samplesPerClass: 6, width: 5, lambdaW: 0.04, lambdaH: 0.02, lambdaB: 0}",
            4000);
    private static final SimulationSpec LINEAR = simulation(
            "linear",
            "{kind: extended-linear, classes: 3, samplesPerClass: 4, widths: [6, 5], lambdaW: 0.02, lambdaH: 0.02}",
            4000);
    private static final SimulationSpec RELU = simulation(
            "relu",
            "{kind: extended-relu, classes: 3, samplesPerClass: 4, widths: [12, 9], lambdaW: 0.02, lambdaH: 0.02}",
            4000);

    @TempDir
    private Path home;

    private static SimulationSpec simulation(String name, String model, int iterations) {
        return SimulationReader.read(
                "test",
                "name: " + name + "\nseed: 3\nmodel: " + model
                        + "\nrecord: {logSpaced: 10}\ngradientDescent: {learningRate: 0.5, initialStd: 0.5, "
                        + "iterations: "
                        + iterations
                        + "}",
                List.of());
    }

    private String reproduce(boolean overwrite, SimulationSpec... simulations) throws IOException {
        return Files.readString(
                new Reproduction(home, Arrays.asList(simulations), simulation -> new Quiet()).execute(overwrite));
    }

    @Test
    void everyModelHasSectionFigureAndTable() throws IOException {
        String page = reproduce(false, PLAIN, BIAS, LINEAR, RELU);
        String[] sections = page.split("<section>");
        assertThat(sections).hasSize(5);
        assertThat(sections[1])
                .contains(
                        "Plain model without a bias",
                        "Theorem 3.1",
                        "<li>Agrees with the theorem. ",
                        "distances to the OF");
        assertThat(sections[2])
                .contains(
                        "Plain model with a bias",
                        "Theorem 3.2",
                        "<li>Agrees with the theorem. ",
                        "distances to the ETF",
                        "<td>bias</td>");
        assertThat(sections[3])
                .contains(
                        "Extended linear model",
                        "Theorem 4.1",
                        "<li>Agrees with the theorem. ",
                        "H1 collapses too: ",
                        "Depth: ");
        assertThat(sections[4])
                .contains(
                        "Extended model with a ReLU",
                        "Theorem 4.2",
                        "W1&middot;H1",
                        "Depth: ",
                        "<tr><td>singular values of W1</td><td>not determined</td>",
                        "<tr><td>Gram matrix of the class means of H1</td><td>not determined</td>");
        assertThat(page).doesNotContain("http:", "https:");
        for (int i = 1; i < sections.length; i++) {
            String picture = sections[i].replaceFirst("(?s).*base64,([^\"]*)\".*", "$1");
            assertThat(new String(Base64.getDecoder().decode(picture), StandardCharsets.UTF_8))
                    .contains(
                            ">objective<",
                            ">NC1<",
                            ">iteration<",
                            i == 2 ? ">NC2: dist. to ETF<" : ">NC2: dist. to OF<");
        }
        assertThat(home.resolve("notebooks-export/relu/manifest.json")).exists();
    }

    @Test
    void modelThatHasNotCollapsedDoesNotAgree() throws IOException {
        assertThat(reproduce(
                        false,
                        simulation(
                                "plain",
                                "{kind: plain, classes: 3, samplesPerClass: 6, width: 5, lambdaW: 0.04, lambdaH: 0.02}",
                                20)))
                .contains("<li>Has not converged to the theorem's minimizer. After 20 iterations")
                .doesNotContain("<li>Agrees");
    }

    @Test
    void rejectsEarlierResultsUnlessOverwritten() throws IOException {
        reproduce(false, BIAS);
        Files.delete(home.resolve("notebooks-export/reproduce/index.html"));
        Files.delete(home.resolve("notebooks-export/reproduce"));
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> reproduce(false, PLAIN, BIAS))
                .withMessageContaining("a run called 'bias'");
        assertThat(home.resolve("notebooks-export/plain")).doesNotExist();
        assertThat(reproduce(true, BIAS)).contains("Theorem 3.2");
    }

    @Test
    void rejectsModelTooNarrowForClosedForm() {
        SimulationSpec narrow = simulation(
                "narrow", "{kind: plain, classes: 3, samplesPerClass: 6, width: 2, lambdaW: 0.04, lambdaH: 0.02}", 20);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> reproduce(false, narrow))
                .withMessageStartingWith("narrow: ");
        assertThat(home.resolve("notebooks-export")).doesNotExist();
    }

    /** A listener that does nothing. */
    private static final class Quiet implements SimulationListener {
        @Override
        public void iterationDone(int iteration, double objective) {}

        @Override
        public void stageStarted(String what) {}
    }
}
