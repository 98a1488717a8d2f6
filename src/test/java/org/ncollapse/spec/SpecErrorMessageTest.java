package org.ncollapse.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.io.BadInputException;

/** What is refused, and that the one line names place, key, value, what was expected and the nearest key. */
class SpecErrorMessageTest {

    private static void assertRefused(ThrowingCallable reading, String... parts) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(reading)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(parts)
                        .hasLineCount(1)
                        .doesNotContain("Exception", "org.ncollapse", "Cannot construct"));
    }

    private static void assertRefused(String text, String... parts) {
        assertRefused(() -> ExperimentText.read(text), parts);
    }

    /** The line is the fourth of the file. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            training: 5                                | training: '5'                     | expected a section with keys epochs, batchSize, epochsPastZeroError
            training: [5]                              | training: '[5]'                   | expected a section
            training: ''                               | training: ''                      | expected a section
            training: {epochs: {a: 1}}                 | training.epochs: '{a: 1}'         | expected a whole number
            training: {epochs: [1]}                    | training.epochs: '[1]'            | expected a whole number
            training: {epochs: many}                   | training.epochs: 'many'           | expected a whole number
            training: {epochs: ''}                     | training.epochs: ''               | expected a whole number
            training: {epochs: 1.5}                    | training.epochs: '1.5'            | expected a whole number
            training: {epochs: 99999999999}            | training.epochs: '99999999999'    | expected a whole number
            training: {epochs: 0}                      | training.epochs: '0'              | from 1 to 1000000
            training: {epochs: 1000001}                | training.epochs: '1000001'        | from 1 to 1000000
            training: {batchSize: -1}                  | training.batchSize: '-1'          | above 0
            training: {epochsPastZeroError: 2147483647}      | training.epochsPastZeroError: '2147483647' | from 0 to 1000000
            seed: 99999999999999999999                 | seed: '99999999999999999999'      | expected a whole number
            seed: true                                 | seed: 'true'                      | expected a whole number
            notes: [a]                                 | notes: '[a]'                      | expected a text
            compute: {threads: 0}                      | compute.threads: '0'              | from 1 to 1024
            compute: {kernels: mkl}                     | compute.kernels: 'mkl'             | onednn
            compute: {device: gpu}                     | compute.device: 'gpu'             | expected cpu, or a card by its number: cuda:0
            compute: {device: cuda}                    | compute.device: 'cuda'            | expected cpu, or a card by its number: cuda:0
            compute: {device: cuda:-1}                 | compute.device: 'cuda:-1'         | expected cpu, or a card
            compute: {device: 'cuda: 0'}               | compute.device: 'cuda: 0'         | expected cpu, or a card
            compute: {device: 0}                       | compute.device: '0'               | expected cpu, or a card
            compute: {device: [cuda:0, cuda:1]}        | compute.device: '[cuda:0, cuda:1]' | expected cpu, or a card
            compute: {device: cuda:0, kernels: onednn}  | compute.kernels: 'onednn'          | nd4j where compute.device is cuda:0
            compute: {threads: 2147483647}             | compute.threads: '2147483647'     | from 1 to 1024
            objective: {loss: ce}                      | objective.loss: 'ce'              | expected one of mse, cross-entropy
            objective: {loss: 1}                       | objective.loss: '1'               | expected one of mse, cross-entropy
            objective: {weightDecay: -1}               | objective.weightDecay: '-1'       | expected a penalty of 0 or above such as 5e-4, or {weights:
            objective: {weightDecay: abc}              | objective.weightDecay: 'abc'      | expected a penalty
            objective: {weightDecay: NaN}              | objective.weightDecay: 'NaN'      | expected a penalty
            objective: {weightDecay: [1e-3]}           | objective.weightDecay: '[1e-3]'   | expected a penalty
            objective: {weightDecay: {head: -1e-3}}    | objective.weightDecay.head: '-1e-3' | expected a penalty
            objective: {weightDecay: {head: 1e400}}    | objective.weightDecay.head: '1e400' | expected a penalty
            objective: {weightDecay: {biases: few}}    | objective.weightDecay.biases: 'few' | expected a number
            optimizer: {learningRate: 1e400}           | optimizer.learningRate: '1e400'   | expected a number above 0
            optimizer: {learningRate: .nan}            | optimizer.learningRate: '.nan'    | expected a number
            optimizer: {learningRate: NaN}             | optimizer.learningRate: 'NaN'     | expected a number
            optimizer: {learningRate: .inf}            | optimizer.learningRate: '.inf'    | expected a number
            optimizer: {learningRate: 0}               | optimizer.learningRate: '0'       | expected a number above 0
            optimizer: {learningRate: high}            | optimizer.learningRate: 'high'    | expected a number
            optimizer: {momentum: 1}                   | optimizer.momentum: '1'           | from 0 to below 1
            optimizer: {schedule: 1}                   | optimizer.schedule: '1'           | expected one of multistep, cosine
            optimizer: {schedule: linear}              | optimizer.schedule: 'linear'      | expected one of multistep, cosine
            optimizer: {milestones: 1/2}                   | optimizer.milestones: '1/2'           | expected a list
            optimizer: {milestones: [1/2, 3/2]}            | optimizer.milestones[1]: '3/2'        | expected a fraction between 0 and 1 such as 1/3
            optimizer: {milestones: [1/0]}                 | optimizer.milestones[0]: '1/0'        | expected a fraction
            optimizer: {milestones: [100]}                 | optimizer.milestones[0]: '100'        | expected a fraction
            optimizer: {milestones: [[1/2]]}               | optimizer.milestones[0]: '[1/2]'      | expected a fraction
            optimizer: {milestones: [{numerator: 1, denominator: 2}]} | optimizer.milestones[0]    | expected a fraction
            optimizer: {milestones: [~]}                   | optimizer.milestones[0] is missing    | expected a fraction
            optimizer: {schedule: cosine, milestones: [1/2]} | optimizer.milestones: '[1/2]'       | expected nothing with schedule: cosine
            optimizer: {schedule: cosine, gamma: 2}   | optimizer.gamma: '2'             | expected nothing with schedule: cosine
            optimizer: {gamma: 0}                     | optimizer.gamma: '0'             | above 0
            capture: {taps: penultimate}               | capture.taps: 'penultimate'       | expected a list
            capture: {taps: [previous]}                | capture.taps: '[previous]'        | with 'penultimate' in it
            capture: {taps: [penultimate, penultimate]} | capture.taps                     | each layer once
            capture: {taps: [penultimate, ~]}          | capture.taps[1] is missing        | expected a text
            capture: {saveFeatures: [first]}                   | capture.saveFeatures: '[first]'           | 'last', 'zeroError' or epoch numbers
            capture: {epochs: 5}                       | capture.epochs: '5'               | expected a section with keys first, logSpaced
            capture: {epochs: {first: -1}}               | capture.epochs.first: '-1'          | from 0 to
            capture: {epochs: {logSpaced: 2000000000}} | capture.epochs.logSpaced: '2000000000' | from 0 to
            capture: {oodDataset: [mnist]}                    | capture.oodDataset: '[mnist]'            | expected a text
            ufm: plain                                 | ufm: 'plain'                      | expected a list
            ufm: [relu]                                | ufm: '[relu]'                     | plain, extended-linear, extended-relu
            ufm: [plain, plain]                        | ufm: '[plain, plain]'             | each at most once
            """, quoteCharacter = '"')
    void aValueIsRefusedByLineKeyAndWhatWasExpected(String line, String found, String expected) {
        assertRefused(ExperimentText.MINIMAL + line + "\n", "file.yaml, line 4: ", found, expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sede: 2                                    | 'sede'                            | did you mean 'seed'? known here: name, notes, seed, dataset
            zzzzzzz: 2                                 | 'zzzzzzz'                         | known here: name, notes, seed, dataset
            training: {epoch: 3}                       | 'training.epoch'                  | did you mean 'epochs'? known here: epochs, batchSize, epochsPastZeroError
            capture: {epochs: {firs: 3}}                 | 'capture.epochs.firs'              | did you mean 'first'? known here: first, logSpaced
            objective: {weightDecay: {weight: 1}}      | 'objective.weightDecay.weight'    | did you mean 'weights'?
            true: 2                                    | 'true'                            | known here: name
            a.b: 2                                     | 'a.b'                             | known here: name
            """, quoteCharacter = '"')
    void anUnknownKeyIsRefusedWithTheNearestValidOne(String line, String key, String known) {
        assertRefused(ExperimentText.MINIMAL + line + "\n", "file.yaml, line 4: unknown key " + key + "; ", known);
    }

    @Test
    void aMissingSectionOrKeyIsSaidToBeMissing() {
        assertRefused(
                "dataset: {name: digits}\nnetwork: {kind: mlp}", "file.yaml: name is missing; expected the run's name");
        assertRefused(
                "name: a\nnetwork: {kind: mlp}",
                "file.yaml: dataset is missing; expected a section such as {name: mnist}");
        assertRefused(
                "name: a\ndataset: {name: digits}",
                "file.yaml: network is missing; expected a section such as {kind: mlp");
        assertRefused(
                "name: a\ndataset: {}\nnetwork: {kind: mlp}",
                "file.yaml, line 2: dataset.name is missing; expected a data set");
        assertRefused(
                "name: a\ndataset: {name: digits}\nnetwork: {widths: [3]}",
                "file.yaml, line 3: network.kind is missing; expected one of mlp, resnet18");
    }

    @Test
    void behindAMissingKeyTheMisspeltOneIsNamed() {
        assertRefused(
                "name: a\ndatset: {name: digits}\nnetwork: {kind: mlp}",
                "line 2: unknown key 'datset'; did you mean 'dataset'?");
        assertRefused(
                "name: a\ndataset: {nam: digits}\nnetwork: {kind: mlp}",
                "line 2: unknown key 'dataset.nam'; did you mean 'name'?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {kind: resnet50}                | network.kind: no network is called 'resnet50'; did you mean 'resnet20'? known here: mlp, resnet18
            {kind: [mlp]}                   | network.kind: '[mlp]' cannot be: expected one of mlp, resnet18
            mlp                             | network: 'mlp' cannot be: expected a section
            [mlp]                           | network: '[mlp]' cannot be: expected a section
            {kind: mlp, width: 3}           | unknown key 'network.width'; did you mean 'widths'? known here: kind, widths, batchNorm, hiddenBias, headBias
            {kind: resnet18, widths: [3]}   | unknown key 'network.widths'; did you mean 'width'? known here: kind, width, hiddenWidths, hiddenBias, headBias
            {kind: mlp, widths: []}         | network.widths: '[]' cannot be
            {kind: mlp, widths: [3, 0]}     | network.widths: '[3, 0]' cannot be
            {kind: mlp, widths: [99999]}    | network.widths: '[99999]' cannot be
            {kind: mlp, widths: 3}          | network.widths: '3' cannot be: expected a list
            {kind: mlp, widths: [a]}        | network.widths[0]: 'a' cannot be: expected a whole number
            {kind: mlp, widths: [~]}        | network.widths[0] is missing; expected a whole number
            {kind: mlp, headBias: maybe}    | network.headBias: 'maybe' cannot be: expected true or false
            {kind: resnet20, width: 0}      | network.width: '0' cannot be
            {kind: mlp, batchNorm: true, hiddenBias: true} | network.hiddenBias: 'true' cannot be: expected false, or nothing, with batchNorm
            {kind: resnet20, hiddenWidths: [0]}   | network.hiddenWidths: '[0]' cannot be
            """, quoteCharacter = '"')
    void aNetworkIsRefusedByWhatItsKindKnows(String network, String message) {
        assertRefused("name: a\ndataset: {name: digits}\nnetwork: " + network, "file.yaml, line 3: ", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {name: ''}                            | dataset.name: '' cannot be: expected a data set
            {name: mine, folder: ''}              | dataset.folder: '' cannot be
            {name: mine, folder: "a\\0b"}         | dataset.folder: 'a b' cannot be
            {name: digits, samplesPerClass: 0}           | dataset.samplesPerClass: '0' cannot be: expected a number of images above 0
            {name: digits, samplesPerClass: [5, -1]}     | dataset.samplesPerClass: '[5, -1]' cannot be
            {name: digits, samplesPerClass: few}         | dataset.samplesPerClass: 'few' cannot be: expected a whole number
            {name: digits, samplesPerClass: [5, x]}      | dataset.samplesPerClass[1]: 'x' cannot be: expected a whole number
            {name: digits, samplesPerClass: [5, ~]}      | dataset.samplesPerClass[1] is missing; expected a whole number
            {name: digits, samplesPerClass: {a: 1}}      | dataset.samplesPerClass: '{a: 1}' cannot be: expected a whole number
            digits                                | dataset: 'digits' cannot be: expected a section with keys name, folder, samplesPerClass
            """, quoteCharacter = '`')
    void aDataSetIsRefused(String dataset, String message) {
        assertRefused("name: a\ndataset: " + dataset + "\nnetwork: {kind: mlp}", "file.yaml, line 2: ", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "''", "'a b'", ".hidden", "-x", "a/b", "a\\b", "é", "\"a\\nb\"", "[a]"})
    void aNameThatCouldLeaveItsFolderIsRefused(String name) {
        assertRefused(
                "name: " + name + "\ndataset: {name: digits}\nnetwork: {kind: mlp}",
                "file.yaml, line 1: name: '",
                "cannot be: expected");
    }

    @Test
    void aNameHasAtMost64CharactersAndALongValueIsQuotedInPart() {
        ExperimentText.read(ExperimentText.MINIMAL, "name=" + "a".repeat(64));
        assertRefused("name: " + "a".repeat(70_000) + "\n", "'" + "a".repeat(60) + "…'", "at most 64");
    }

    static Stream<Arguments> notExperiments() {
        return Stream.of(
                Arguments.of(
                        "", "file.yaml: expected keys such as 'name:' and 'dataset:' at the top level, found nothing"),
                Arguments.of("# only a comment\n", "found nothing"),
                Arguments.of("- a\n- b\n", "found '[a, b]'"),
                Arguments.of("just text", "found 'just text'"),
                Arguments.of("a: [1\nb: 2", "file.yaml, line 2: not YAML"),
                Arguments.of("name: a: b", "file.yaml, line 1: not YAML"),
                Arguments.of("dataset:\n\tname: a", "file.yaml, line 2: not YAML"),
                Arguments.of("%YAML 9\n---\na: b", "file.yaml, line 1: not YAML"),
                Arguments.of("a: 1\n\nb: \u0007\n", "file.yaml, line 3: not YAML: a character U+0007"),
                Arguments.of(ExperimentText.MINIMAL + "---\nname: b\n", "file.yaml, line 4: not YAML"),
                Arguments.of(ExperimentText.MINIMAL + "name: b\n", "file.yaml, line 4: the key 'name' stands twice"),
                Arguments.of(
                        ExperimentText.MINIMAL + "training:\n  epochs: 1\n  epochs: 2\n",
                        "file.yaml, line 6: the key 'epochs' stands twice"),
                Arguments.of("a: &x 1\nb: *x\n", "file.yaml, line 1: anchors and aliases (&x) are not used here"),
                Arguments.of("a: 1\nb: &x [*x]\n", "file.yaml, line 2: anchors and aliases (&x)"),
                Arguments.of("a: *x\n", "file.yaml, line 1: not YAML: found undefined alias x"),
                Arguments.of(ExperimentText.MINIMAL + "<<: {seed: 1}\n", "file.yaml, line 4: unknown key '<<'"),
                Arguments.of(ExperimentText.MINIMAL + "? [a]\n: b\n", "file.yaml, line 4: a key must be a word"),
                Arguments.of(ExperimentText.MINIMAL + "\"a\\nb\": c\n", "file.yaml, line 4: unknown key 'a b'"),
                Arguments.of(ExperimentText.MINIMAL + "notes: " + "[".repeat(100_000), "file.yaml: not YAML"),
                Arguments.of(ExperimentText.MINIMAL + "notes: " + "{a: ".repeat(1_000), "file.yaml: not YAML"));
    }

    @ParameterizedTest
    @MethodSource("notExperiments")
    void whatIsNoExperimentFileIsRefused(String text, String message) {
        assertRefused(text, message);
    }

    @Test
    void aliasesThatWouldGrowToBillionsAreRefusedAtTheFirstAnchor() {
        StringBuilder laughs = new StringBuilder("l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
        for (int i = 1; i < 20; i++) {
            laughs.append("l")
                    .append(i)
                    .append(": &l")
                    .append(i)
                    .append(" [")
                    .append(("*l" + (i - 1) + ", ").repeat(9))
                    .append("end]\n");
        }
        assertRefused(laughs.toString(), "file.yaml, line 1: anchors and aliases (&l0)");
    }

    @Test
    void noTagNamesAClass() {
        assertRefused(
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://127.0.0.1:1/\"]]]]",
                "file.yaml, line 1: not YAML");
        assertRefused(
                ExperimentText.MINIMAL + "seed: !!javax.script.ScriptEngineManager []", "file.yaml, line 4: not YAML");
        assertRefused(ExperimentText.MINIMAL + "seed: !local 5", "file.yaml, line 4: tags (!local) are not used here");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            training.epochs               | expected key=value, for instance --set training.epochs=10
            =5                            | expected key=value
            training..epochs=5            | expected key=value
            training.epochs=abc           | training.epochs: 'abc' cannot be: expected a whole number
            training={epochs: -3}         | training.epochs: '-3' cannot be
            training={epoch: 3}           | unknown key 'training.epoch'; did you mean 'epochs'?
            trainin.epochs=3              | unknown key 'trainin'; did you mean 'training'?
            dataset={nam: x}              | unknown key 'dataset.nam'; did you mean 'name'?
            network.widths=[1, x]         | network.widths[1]: 'x' cannot be: expected a whole number
            network.widths[0]=1           | unknown key 'network.widths[0]'; did you mean 'widths'?
            training.epochs=[             | not YAML
            training={epochs: 3, epochs: 4} | the key 'epochs' stands twice
            seed=&a 1                     | anchors and aliases
            seed=*a                       | not YAML
            name=../x                     | name: '../x' cannot be
            seed.x=1                      | 'seed' is '7' (file.yaml, line 4), which has no keys
            """, quoteCharacter = '`')
    void anOverrideIsQuotedWhereItIsRefused(String override, String message) {
        assertRefused(
                () -> ExperimentText.read(ExperimentText.MINIMAL + "seed: 7", override),
                "--set " + override + ": ",
                message);
    }

    @Test
    void whatAnOverrideReplacedIsNoLongerBlamed() {
        String text = ExperimentText.MINIMAL + "optimizer:\n  milestones:\n  - 1/2\n  - 2/3\n";
        assertRefused(
                () -> ExperimentText.read(text, "optimizer.milestones=[1/3, 9/2]"),
                "--set optimizer.milestones=[1/3, 9/2]: optimizer.milestones[1]: '9/2'");
    }

    @Test
    void theLineIsTheValuesOwnInAFileOfManyLines() {
        assertRefused(ExperimentText.FULL.replace("- stage1.block1", "- penultimate"), "line 18: capture.taps");
        assertRefused(ExperimentText.FULL.replace("- stage1.block1", "- {a: b}"), "line 20: capture.taps[1]: '{a: b}'");
        assertRefused(
                ExperimentText.FULL.replace("samplesPerClass: [30, 20, 0, 5]", "samplesPerClass: [30,\n    x]"),
                "line 9: dataset.samplesPerClass[1]: 'x'");
    }
}
