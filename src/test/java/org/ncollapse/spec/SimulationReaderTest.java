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

class SimulationReaderTest {

    /** Two lines; what a test adds stands on line 3. */
    private static final String LEAST = """
            name: least
            model: {kind: plain, classes: 4, perClass: 50, width: 20, decayW: 0.005, decayH: 5e-3}
            """;

    private static Simulation read(String text, String... overrides) {
        return SimulationReader.read("file.yaml", text, List.of(overrides));
    }

    private static ModelSpec model(String section) {
        return read("name: a\nmodel: " + section).model();
    }

    @Test
    void everyKeyArrivesInItsRecord() {
        String text = """
                name: full
                notes: why
                seed: -3
                model: {kind: extended-relu, classes: 3, perClass: 7, widths: [5, 6], decayW: [0.1, 0.2], decayH: 0.3}
                descent: {step: 0.25, iterations: 40, deviation: 0.5}
                record: {points: 0}
                """;
        assertThat(read(text))
                .isEqualTo(new Simulation(
                        "full",
                        "why",
                        -3L,
                        new ModelSpec.Deep("extended-relu", 3, 7, List.of(5, 6), List.of(0.1, 0.2), 0.3),
                        new Simulation.Descent(0.25, 40, 0.5),
                        new Simulation.Record(0)));
    }

    @Test
    void whatIsLeftOutIsAsInThePapersFigures() {
        assertThat(read(LEAST))
                .isEqualTo(new Simulation(
                        "least",
                        "",
                        1L,
                        new ModelSpec.Plain("plain", 4, 50, 20, 0.005, 0.005, null),
                        new Simulation.Descent(0.1, 30_000, 1.0),
                        new Simulation.Record(200)));
    }

    @Test
    void everyKindHasItsKeys() {
        assertThat(
                        model(
                                "{kind: plain-cross-entropy, classes: 4, perClass: 5, width: 3, decayW: 0.1, decayH: 0.2, decayB: 0}"))
                .isEqualTo(new ModelSpec.Plain("plain-cross-entropy", 4, 5, 3, 0.1, 0.2, 0.0));
        assertThat(model("{kind: imbalanced, perClass: [60, 30, 4], width: 8, decayW: 0.1, decayH: 0.2}"))
                .isEqualTo(new ModelSpec.Imbalanced("imbalanced", List.of(60, 30, 4), 8, 0.1, 0.2));
        assertThat(model("{kind: deep-linear, classes: 2, perClass: 5, widths: [4, 3, 2], decayW: 0.1, decayH: 0.2}"))
                .as("one penalty stands for every layer of weights")
                .isEqualTo(new ModelSpec.Deep("deep-linear", 2, 5, List.of(4, 3, 2), List.of(0.1, 0.1, 0.1), 0.2));
    }

    @Test
    void theCommandLineLiesOverTheFile() {
        assertThat(read(LEAST, "model.decayB=0.5", "descent={iterations: 7}"))
                .isEqualTo(new Simulation(
                        "least",
                        "",
                        1L,
                        new ModelSpec.Plain("plain", 4, 50, 20, 0.005, 0.005, 0.5),
                        new Simulation.Descent(0.1, 7, 1.0),
                        new Simulation.Record(200)));
    }

    @Test
    void whatTheManifestKeepsReadsBackToTheSame() {
        for (String text : List.of(
                LEAST,
                "name: a\nmodel: {kind: deep-linear, classes: 2, perClass: 5, widths: [4, 3], decayW: 0.1, decayH: 1e-7}",
                "name: a\nmodel: {kind: imbalanced, perClass: [6, 3], width: 8, decayW: 0.1, decayH: 0.2}")) {
            assertThat(read(SimulationReader.toJson(read(text)).toString())).isEqualTo(read(text));
        }
    }

    static Stream<Path> paperFiles() throws IOException {
        return Files.list(Path.of("experiments", "paper"));
    }

    @ParameterizedTest
    @MethodSource("paperFiles")
    void thePapersFilesAreReadAndNamedAfterThemselves(Path file) throws IOException {
        Simulation simulation = SimulationReader.read(file.toString(), Files.readString(file), List.of());
        assertThat(file).hasFileName(simulation.name().replaceFirst("^paper-", "") + ".yaml");
        assertThat(simulation.descent().step()).isEqualTo(0.1);
        assertThat(simulation.descent().iterations()).isEqualTo(30_000);
    }

    private static void assertRefused(String text, String... parts) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> read(text))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(parts)
                        .hasLineCount(1)
                        .doesNotContain("Exception", "org.ncollapse"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sede: 2                        | unknown key 'sede'; did you mean 'seed'? known here: name, notes, seed, model, descent, record
            descent: {steps: 1}            | unknown key 'descent.steps'; did you mean 'step'? known here: step, iterations, deviation
            descent: {step: 0}             | descent.step: '0' cannot be: expected a number above 0
            descent: {step: .inf}          | descent.step: '.inf' cannot be: expected a number
            descent: {iterations: 0}       | descent.iterations: '0' cannot be: expected a number of iterations from 1
            descent: {iterations: 1e4}     | descent.iterations: '1e4' cannot be: expected a whole number
            descent: {deviation: 0}        | descent.deviation: '0' cannot be: expected a number above 0
            record: {points: -1}           | record.points: '-1' cannot be: expected a number of iterations from 0
            record: 5                      | record: '5' cannot be: expected a section with keys points
            training: {epochs: 5}          | unknown key 'training'; known here: name
            """, quoteCharacter = '`')
    void aValueIsRefusedByItsLine(String line, String message) {
        assertRefused(LEAST + line, "file.yaml, line 3: ", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {kind: plane}                                                   | model.kind: no model is called 'plane'; did you mean 'plain'? known here: plain, plain-cross-entropy, imbalanced, extended-linear, extended-relu, deep-linear
            {classes: 4}                                                    | model.kind is missing; expected one of plain, plain-cross-entropy
            plain                                                           | model: 'plain' cannot be: expected a section
            {kind: plain, class: 4}                                         | unknown key 'model.class'; did you mean 'classes'?
            {kind: plain, perClass: 5, width: 3, decayW: 1, decayH: 1}      | model.classes is missing; expected a number of classes from 2
            {kind: plain, classes: 4, perClass: 5, width: 3, decayW: 1}     | model.decayH is missing; expected a penalty above 0
            {kind: plain, classes: 4, perClass: 5, widths: [3]}             | unknown key 'model.widths'; did you mean 'width'?
            {kind: plain, classes: 1, perClass: 5, width: 3, decayW: 1, decayH: 1}   | model.classes: '1' cannot be: expected a number of classes from 2
            {kind: plain, classes: 4, perClass: [5, 6, 7, 8], width: 3}     | model.perClass: '[5, 6, 7, 8]' cannot be: expected a whole number
            {kind: plain, classes: 4, perClass: 5, width: 0, decayW: 1, decayH: 1}   | model.width: '0' cannot be: expected a width from 1
            {kind: plain, classes: 4, perClass: 5, width: 3, decayW: 0, decayH: 1}   | model.decayW: '0' cannot be: expected a penalty above 0
            {kind: plain, classes: 4, perClass: 5, width: 3, decayW: 1, decayH: 1, decayB: -1} | model.decayB: '-1' cannot be: expected a penalty of 0 or above
            {kind: plain, classes: 10, perClass: 1000000, width: 100, decayW: 1, decayH: 1}    | model.perClass: '1000000' cannot be: expected fewer samples
            {kind: imbalanced, perClass: [5], width: 3, decayW: 1, decayH: 1}        | model.perClass: '[5]' cannot be: expected a list of at least two classes
            {kind: imbalanced, perClass: [5, 0], width: 3, decayW: 1, decayH: 1}     | model.perClass: '[5, 0]' cannot be
            {kind: imbalanced, perClass: 5, width: 3, decayW: 1, decayH: 1}          | model.perClass: '5' cannot be: expected a list
            {kind: extended-relu, classes: 4, perClass: 5, widths: [3, 3, 3], decayW: 1, decayH: 1} | model.widths: '[3, 3, 3]' cannot be: expected two widths
            {kind: deep-linear, classes: 4, perClass: 5, widths: [3], decayW: 1, decayH: 1}         | model.widths: '[3]' cannot be: expected two or more widths
            {kind: deep-linear, classes: 4, perClass: 5, widths: [3, 3, 3], decayW: [1, 1], decayH: 1} | model.decayW: '[1, 1]' cannot be: expected a penalty above 0 such as 0.005, or one for each of the 3 layers
            """, quoteCharacter = '`')
    void aModelIsRefusedByWhatItsKindKnows(String model, String message) {
        assertRefused("name: a\nmodel: " + model, "file.yaml, line 2: ", message);
    }

    @Test
    void examplesInMessagesAreOfASimulation() {
        assertRefused("- a", "expected keys such as 'name:' and 'model:'");
        assertRefused("name: a", "file.yaml: model is missing; expected a section such as {kind: plain, classes: 4");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> read(LEAST, "descent"))
                .withMessageContaining("--set descent.iterations=1000");
        assertRefused(LEAST.replace("least", "../x"), "file.yaml, line 1: name: '../x' cannot be");
    }
}
