package org.ncollapse.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncollapse.io.BadInputException;

class SimulationReaderTest {

    /** Two lines; tests add line 3. */
    private static final String MINIMAL = """
            name: least
            model: {kind: plain, classes: 4, samplesPerClass: 50, width: 20, lambdaW: 0.005, lambdaH: 5e-3}
            """;

    private static SimulationSpec read(String text, String... overrides) {
        return SimulationReader.read("file.yaml", text, List.of(overrides));
    }

    private static UfmSpec model(String section) {
        return read("name: a\nmodel: " + section).model();
    }

    @Test
    void readsEveryKey() {
        String text = """
                name: full
                notes: why
                seed: -3
                model: {kind: extended-relu, classes: 3, samplesPerClass: 7, widths: [5, 6], lambdaW: [0.1, 0.2], lambdaH: 0.3}
                gradientDescent: {learningRate: 0.25, iterations: 40, initialStd: 0.5}
                record: {logSpaced: 0}
                """;
        assertThat(read(text))
                .isEqualTo(new SimulationSpec(
                        "full",
                        "why",
                        -3L,
                        new UfmSpec.DeepSpec(UfmModelName.EXTENDED_RELU, 3, 7, List.of(5, 6), List.of(0.1, 0.2), 0.3),
                        new SimulationSpec.GradientDescentSpec(0.25, 40, 0.5),
                        new SimulationSpec.RecordSpec(0)));
    }

    @Test
    void defaultsAreThoseOfThePapersFigures() {
        assertThat(read(MINIMAL))
                .isEqualTo(new SimulationSpec(
                        "least",
                        "",
                        1L,
                        new UfmSpec.PlainSpec(UfmModelName.PLAIN, 4, 50, 20, 0.005, 0.005, null),
                        new SimulationSpec.GradientDescentSpec(0.1, 30_000, 1.0),
                        new SimulationSpec.RecordSpec(200)));
    }

    @Test
    void readsKeysOfEveryKind() {
        assertThat(
                        model(
                                "{kind: plain-cross-entropy, classes: 4, samplesPerClass: 5, width: 3, lambdaW: 0.1, lambdaH: 0.2, lambdaB: 0}"))
                .isEqualTo(new UfmSpec.PlainSpec(UfmModelName.PLAIN_CROSS_ENTROPY, 4, 5, 3, 0.1, 0.2, 0.0));
        assertThat(model("{kind: imbalanced, samplesPerClass: [60, 30, 4], width: 8, lambdaW: 0.1, lambdaH: 0.2}"))
                .isEqualTo(new UfmSpec.ImbalancedSpec(UfmModelName.IMBALANCED, List.of(60, 30, 4), 8, 0.1, 0.2));
        assertThat(
                        model(
                                "{kind: deep-linear, classes: 2, samplesPerClass: 5, widths: [4, 3, 2], lambdaW: 0.1, lambdaH: 0.2}"))
                .as("one penalty applies to every layer of weights")
                .isEqualTo(new UfmSpec.DeepSpec(
                        UfmModelName.DEEP_LINEAR, 2, 5, List.of(4, 3, 2), List.of(0.1, 0.1, 0.1), 0.2));
    }

    @Test
    void commandLineOverridesFile() {
        assertThat(read(MINIMAL, "model.lambdaB=0.5", "gradientDescent={iterations: 7}"))
                .isEqualTo(new SimulationSpec(
                        "least",
                        "",
                        1L,
                        new UfmSpec.PlainSpec(UfmModelName.PLAIN, 4, 50, 20, 0.005, 0.005, 0.5),
                        new SimulationSpec.GradientDescentSpec(0.1, 7, 1.0),
                        new SimulationSpec.RecordSpec(200)));
    }

    @Test
    void simulationsSurviveJson() {
        for (String text : List.of(
                MINIMAL,
                "name: a\nmodel: {kind: deep-linear, classes: 2, samplesPerClass: 5, widths: [4, 3], lambdaW: 0.1, lambdaH: 1e-7}",
                "name: a\nmodel: {kind: imbalanced, samplesPerClass: [6, 3], width: 8, lambdaW: 0.1, lambdaH: 0.2}")) {
            assertThat(read(SimulationReader.toJson(read(text)).toString())).isEqualTo(read(text));
        }
    }

    static List<Path> paperFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("experiments", "paper"))) {
            // The others are experiments with networks.
            return files.filter(file -> !file.getFileName().toString().matches("(figure|appendix)-.*"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("paperFiles")
    void paperFilesAreValidAndNamedAfterTheirFiles(Path file) throws IOException {
        SimulationSpec simulation = SimulationReader.read(file.toString(), Files.readString(file), List.of());
        assertThat(file).hasFileName(simulation.name().replaceFirst("^paper-", "") + ".yaml");
        assertThat(simulation.gradientDescent().learningRate()).isEqualTo(0.1);
        assertThat(simulation.gradientDescent().iterations()).isEqualTo(30_000);
    }

    private static void assertRejected(String text, String... parts) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> read(text))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(parts)
                        .hasLineCount(1)
                        .doesNotContain("Exception", "org.ncollapse"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sede: 2                        | unknown key 'sede'; did you mean 'seed'? Valid keys: name, notes, seed, model, gradientDescent, record
            gradientDescent: {steps: 1}            | unknown key 'gradientDescent.steps'; valid keys: learningRate, iterations, initialStd
            gradientDescent: {learningRate: 0}             | gradientDescent.learningRate: invalid value '0'; expected a number above 0
            gradientDescent: {learningRate: .inf}          | gradientDescent.learningRate: invalid value '.inf'; expected a number
            gradientDescent: {iterations: 0}       | gradientDescent.iterations: invalid value '0'; expected a number of iterations from 1
            gradientDescent: {iterations: 1e4}     | gradientDescent.iterations: invalid value '1e4'; expected an integer
            gradientDescent: {initialStd: 0}        | gradientDescent.initialStd: invalid value '0'; expected a number above 0
            record: {logSpaced: -1}           | record.logSpaced: invalid value '-1'; expected a number of iterations from 0
            record: 5                      | record: invalid value '5'; expected a map with keys logSpaced
            training: {epochs: 5}          | unknown key 'training'; valid keys: name
            """, quoteCharacter = '`')
    void rejectsInvalidValuesWithLine(String line, String message) {
        assertRejected(MINIMAL + line, "file.yaml, line 3: ", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {kind: plane}                                                   | model.kind: unknown model 'plane'; did you mean 'plain'? Valid values: plain, plain-cross-entropy, imbalanced, extended-linear, extended-relu, deep-linear
            {classes: 4}                                                    | model.kind is missing; expected one of plain, plain-cross-entropy
            plain                                                           | model: invalid value 'plain'; expected a map
            {kind: plain, class: 4}                                         | unknown key 'model.class'; did you mean 'classes'?
            {kind: plain, samplesPerClass: 5, width: 3, lambdaW: 1, lambdaH: 1}      | model.classes is missing; expected a number of classes from 2
            {kind: plain, classes: 4, samplesPerClass: 5, width: 3, lambdaW: 1}     | model.lambdaH is missing; expected a penalty above 0
            {kind: plain, classes: 4, samplesPerClass: 5, widths: [3]}             | unknown key 'model.widths'; did you mean 'width'?
            {kind: plain, classes: 1, samplesPerClass: 5, width: 3, lambdaW: 1, lambdaH: 1}   | model.classes: invalid value '1'; expected a number of classes from 2
            {kind: plain, classes: 4, samplesPerClass: [5, 6, 7, 8], width: 3}     | model.samplesPerClass: invalid value '[5, 6, 7, 8]'; expected an integer
            {kind: plain, classes: 4, samplesPerClass: 5, width: 0, lambdaW: 1, lambdaH: 1}   | model.width: invalid value '0'; expected a width from 1
            {kind: plain, classes: 4, samplesPerClass: 5, width: 3, lambdaW: 0, lambdaH: 1}   | model.lambdaW: invalid value '0'; expected a penalty above 0
            {kind: plain, classes: 4, samplesPerClass: 5, width: 3, lambdaW: 1, lambdaH: 1, lambdaB: -1} | model.lambdaB: invalid value '-1'; expected a penalty of 0 or above
            {kind: plain, classes: 10, samplesPerClass: 1000000, width: 100, lambdaW: 1, lambdaH: 1}    | model.samplesPerClass: invalid value '1000000'; expected fewer samples
            {kind: imbalanced, samplesPerClass: [5], width: 3, lambdaW: 1, lambdaH: 1}        | model.samplesPerClass: invalid value '[5]'; expected a list of at least two numbers of samples
            {kind: imbalanced, samplesPerClass: [5, 0], width: 3, lambdaW: 1, lambdaH: 1}     | model.samplesPerClass: invalid value '[5, 0]'
            {kind: imbalanced, samplesPerClass: 5, width: 3, lambdaW: 1, lambdaH: 1}          | model.samplesPerClass: invalid value '5'; expected a list
            {kind: extended-relu, classes: 4, samplesPerClass: 5, widths: [3, 3, 3], lambdaW: 1, lambdaH: 1} | model.widths: invalid value '[3, 3, 3]'; expected two widths
            {kind: deep-linear, classes: 4, samplesPerClass: 5, widths: [3], lambdaW: 1, lambdaH: 1}         | model.widths: invalid value '[3]'; expected two or more widths
            {kind: deep-linear, classes: 4, samplesPerClass: 5, widths: [3, 3, 3], lambdaW: [1, 1], lambdaH: 1} | model.lambdaW: invalid value '[1, 1]'; expected a penalty above 0 such as 0.005, or one for each of the 3 layers
            """, quoteCharacter = '`')
    void rejectsInvalidModels(String model, String message) {
        assertRejected("name: a\nmodel: " + model, "file.yaml, line 2: ", message);
    }

    @Test
    void messagesGiveExamplesOfSimulations() {
        assertRejected("- a", "expected keys such as 'name:' and 'model:'");
        assertRejected("name: a", "file.yaml: model is missing; expected a map such as {kind: plain, classes: 4");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> read(MINIMAL, "descent"))
                .withMessageContaining("--set gradientDescent.iterations=1000");
        assertRejected(MINIMAL.replace("least", "../x"), "file.yaml, line 1: name: invalid value '../x'");
    }
}
