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

/** The messages for invalid files: place, key, value, what was expected and the nearest key, in one line. */
class SpecErrorMessageTest {

    private static void assertRejected(ThrowingCallable reading, String... parts) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(reading)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(parts)
                        .hasLineCount(1)
                        .doesNotContain("Exception", "org.ncollapse", "Cannot construct"));
    }

    private static void assertRejected(String text, String... parts) {
        assertRejected(() -> ExperimentText.read(text), parts);
    }

    /** The invalid line is the fourth of the file. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            training: 5                                | training: invalid value '5'                     | expected a map with keys epochs, batchSize, epochsPastZeroError
            training: [5]                              | training: invalid value '[5]'                   | expected a map
            training: ''                               | training: invalid value ''                      | expected a map
            training: {epochs: {a: 1}}                 | training.epochs: invalid value '{a: 1}'         | expected an integer
            training: {epochs: [1]}                    | training.epochs: invalid value '[1]'            | expected an integer
            training: {epochs: many}                   | training.epochs: invalid value 'many'           | expected an integer
            training: {epochs: ''}                     | training.epochs: invalid value ''               | expected an integer
            training: {epochs: 1.5}                    | training.epochs: invalid value '1.5'            | expected an integer
            training: {epochs: 99999999999}            | training.epochs: invalid value '99999999999'    | expected an integer
            training: {epochs: 0}                      | training.epochs: invalid value '0'              | from 1 to 1000000
            training: {epochs: 1000001}                | training.epochs: invalid value '1000001'        | from 1 to 1000000
            training: {batchSize: -1}                  | training.batchSize: invalid value '-1'          | above 0
            training: {epochsPastZeroError: 2147483647}      | training.epochsPastZeroError: invalid value '2147483647' | from 0 to 1000000
            seed: 99999999999999999999                 | seed: invalid value '99999999999999999999'      | expected an integer
            seed: true                                 | seed: invalid value 'true'                      | expected an integer
            notes: [a]                                 | notes: invalid value '[a]'                      | expected a string
            compute: {threads: 0}                      | compute.threads: invalid value '0'              | from 1 to 1024
            compute: {kernels: mkl}                     | compute.kernels: invalid value 'mkl'             | onednn
            compute: {device: gpu}                     | compute.device: invalid value 'gpu'             | expected cpu, or a GPU by its number: cuda:0
            compute: {device: cuda}                    | compute.device: invalid value 'cuda'            | expected cpu, or a GPU by its number: cuda:0
            compute: {device: cuda:-1}                 | compute.device: invalid value 'cuda:-1'         | expected cpu, or a GPU
            compute: {device: 'cuda: 0'}               | compute.device: invalid value 'cuda: 0'         | expected cpu, or a GPU
            compute: {device: 0}                       | compute.device: invalid value '0'               | expected cpu, or a GPU
            compute: {device: [cuda:0, cuda:1]}        | compute.device: invalid value '[cuda:0, cuda:1]' | expected cpu, or a GPU
            compute: {device: cuda:0, kernels: onednn}  | compute.kernels: invalid value 'onednn'          | cuda or nd4j where compute.device is cuda:0
            compute: {kernels: cuda}                    | compute.kernels: invalid value 'cuda'            | set compute.device to cuda:0
            compute: {precision: tf32}                  | compute.precision: invalid value 'tf32'          | float32 where compute.kernels is onednn
            compute: {threads: 2147483647}             | compute.threads: invalid value '2147483647'     | from 1 to 1024
            objective: {loss: ce}                      | objective.loss: invalid value 'ce'              | expected one of mse, cross-entropy
            objective: {loss: 1}                       | objective.loss: invalid value '1'               | expected one of mse, cross-entropy
            objective: {weightDecay: -1}               | objective.weightDecay: invalid value '-1'       | expected a penalty of 0 or above such as 5e-4, or {weights:
            objective: {weightDecay: abc}              | objective.weightDecay: invalid value 'abc'      | expected a penalty
            objective: {weightDecay: NaN}              | objective.weightDecay: invalid value 'NaN'      | expected a penalty
            objective: {weightDecay: [1e-3]}           | objective.weightDecay: invalid value '[1e-3]'   | expected a penalty
            objective: {weightDecay: {head: -1e-3}}    | objective.weightDecay.head: invalid value '-1e-3' | expected a penalty
            objective: {weightDecay: {head: 1e400}}    | objective.weightDecay.head: invalid value '1e400' | expected a penalty
            objective: {weightDecay: {biases: few}}    | objective.weightDecay.biases: invalid value 'few' | expected a number
            objective: {featureDecay: -1}              | objective.featureDecay: invalid value '-1'      | expected a penalty of 0 or above such as 5e-4, or {penultimate: } or {previous: }
            objective: {featureDecay: {previous: NaN}} | objective.featureDecay.previous: invalid value 'NaN' | expected a penalty of 0 or above
            objective: {featureDecay: {previous: 1e-3}} | objective.featureDecay.previous: invalid value '1e-3' | expected 0, or 'previous' among capture.taps
            objective: {featureDecay: {penultimate: 1, previous: 2}} | objective.featureDecay.previous: invalid value '2' | expected 0 if penultimate is set: only one layer may have a penalty
            optimizer: {learningRate: 1e400}           | optimizer.learningRate: invalid value '1e400'   | expected a number above 0
            optimizer: {learningRate: .nan}            | optimizer.learningRate: invalid value '.nan'    | expected a number
            optimizer: {learningRate: NaN}             | optimizer.learningRate: invalid value 'NaN'     | expected a number
            optimizer: {learningRate: .inf}            | optimizer.learningRate: invalid value '.inf'    | expected a number
            optimizer: {learningRate: 0}               | optimizer.learningRate: invalid value '0'       | expected a number above 0
            optimizer: {learningRate: high}            | optimizer.learningRate: invalid value 'high'    | expected a number
            optimizer: {momentum: 1}                   | optimizer.momentum: invalid value '1'           | from 0 to below 1
            optimizer: {schedule: 1}                   | optimizer.schedule: invalid value '1'           | expected one of multistep, cosine
            optimizer: {schedule: linear}              | optimizer.schedule: invalid value 'linear'      | expected one of multistep, cosine
            optimizer: {milestones: 1/2}                   | optimizer.milestones: invalid value '1/2'           | expected a list
            optimizer: {milestones: [1/2, 3/2]}            | optimizer.milestones[1]: invalid value '3/2'        | expected a fraction between 0 and 1 such as 1/3
            optimizer: {milestones: [1/0]}                 | optimizer.milestones[0]: invalid value '1/0'        | expected a fraction
            optimizer: {milestones: [100]}                 | optimizer.milestones[0]: invalid value '100'        | expected a fraction
            optimizer: {milestones: [[1/2]]}               | optimizer.milestones[0]: invalid value '[1/2]'      | expected a fraction
            optimizer: {milestones: [{numerator: 1, denominator: 2}]} | optimizer.milestones[0]    | expected a fraction
            optimizer: {milestones: [~]}                   | optimizer.milestones[0] is missing    | expected a fraction
            optimizer: {schedule: cosine, milestones: [1/2]} | optimizer.milestones: invalid value '[1/2]'       | expected no value with schedule: cosine
            optimizer: {schedule: cosine, gamma: 2}   | optimizer.gamma: invalid value '2'             | expected no value with schedule: cosine
            optimizer: {gamma: 0}                     | optimizer.gamma: invalid value '0'             | above 0
            capture: {taps: penultimate}               | capture.taps: invalid value 'penultimate'       | expected a list
            capture: {taps: [previous]}                | capture.taps: invalid value '[previous]'        | with 'penultimate' in it
            capture: {taps: [penultimate, penultimate]} | capture.taps                     | distinct layers
            capture: {taps: [penultimate, ~]}          | capture.taps[1] is missing        | expected a string
            capture: {saveFeatures: [first]}                   | capture.saveFeatures: invalid value '[first]'           | 'last', 'zeroError' or epoch numbers
            capture: {epochs: 5}                       | capture.epochs: invalid value '5'               | expected a map with keys first, logSpaced
            capture: {epochs: {first: -1}}               | capture.epochs.first: invalid value '-1'          | from 0 to
            capture: {epochs: {logSpaced: 2000000000}} | capture.epochs.logSpaced: invalid value '2000000000' | from 0 to
            capture: {oodDataset: [mnist]}                    | capture.oodDataset: invalid value '[mnist]'            | expected a string
            ufm: plain                                 | ufm: invalid value 'plain'                      | expected a list
            ufm: [relu]                                | ufm[0]: invalid value 'relu'                    | plain, plain-cross-entropy, extended-linear, extended-relu
            ufm: [imbalanced]                          | ufm: invalid value '[imbalanced]'               | a list of plain, extended-linear, extended-relu, each
            ufm: [plain, plain]                        | ufm: invalid value '[plain, plain]'             | each at most once
            """, quoteCharacter = '"')
    void rejectsInvalidValuesWithLineAndKey(String line, String found, String expected) {
        assertRejected(ExperimentText.MINIMAL + line + "\n", "file.yaml, line 4: ", found, expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sede: 2                                    | 'sede'                            | did you mean 'seed'? Valid keys: name, notes, seed, dataset
            zzzzzzz: 2                                 | 'zzzzzzz'                         | valid keys: name, notes, seed, dataset
            training: {epoch: 3}                       | 'training.epoch'                  | did you mean 'epochs'? Valid keys: epochs, batchSize, epochsPastZeroError
            capture: {epochs: {firs: 3}}                 | 'capture.epochs.firs'              | did you mean 'first'? Valid keys: first, logSpaced
            objective: {weightDecay: {weight: 1}}      | 'objective.weightDecay.weight'    | did you mean 'weights'?
            true: 2                                    | 'true'                            | valid keys: name
            a.b: 2                                     | 'a.b'                             | valid keys: name
            """, quoteCharacter = '"')
    void rejectsUnknownKeyWithNearestValidOne(String line, String key, String known) {
        assertRejected(ExperimentText.MINIMAL + line + "\n", "file.yaml, line 4: unknown key " + key + "; ", known);
    }

    @Test
    void rejectsMissingSectionsAndKeys() {
        assertRejected(
                "dataset: {name: digits}\nnetwork: {kind: mlp}", "file.yaml: name is missing; expected the run's name");
        assertRejected(
                "name: a\nnetwork: {kind: mlp}", "file.yaml: dataset is missing; expected a map such as {name: mnist}");
        assertRejected(
                "name: a\ndataset: {name: digits}", "file.yaml: network is missing; expected a map such as {kind: mlp");
        assertRejected(
                "name: a\ndataset: {}\nnetwork: {kind: mlp}",
                "file.yaml, line 2: dataset.name is missing; expected a data set");
        assertRejected(
                "name: a\ndataset: {name: digits}\nnetwork: {widths: [3]}",
                "file.yaml, line 3: network.kind is missing; expected one of mlp, resnet18");
    }

    @Test
    void reportsMisspelledKeyInsteadOfMissingOne() {
        assertRejected(
                "name: a\ndatset: {name: digits}\nnetwork: {kind: mlp}",
                "line 2: unknown key 'datset'; did you mean 'dataset'?");
        assertRejected(
                "name: a\ndataset: {nam: digits}\nnetwork: {kind: mlp}",
                "line 2: unknown key 'dataset.nam'; did you mean 'name'?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {kind: resnet50}                | network.kind: unknown network 'resnet50'; did you mean 'resnet20'? Valid values: mlp, resnet18
            {kind: [mlp]}                   | network.kind: invalid value '[mlp]'; expected one of mlp, resnet18
            mlp                             | network: invalid value 'mlp'; expected a map
            [mlp]                           | network: invalid value '[mlp]'; expected a map
            {kind: mlp, width: 3}           | unknown key 'network.width'; did you mean 'widths'? Valid keys: kind, widths, batchNorm, hiddenBias, headBias
            {kind: resnet18, widths: [3]}   | unknown key 'network.widths'; did you mean 'width'? Valid keys: kind, width, hiddenWidths, hiddenBias, headBias
            {kind: mlp, widths: []}         | network.widths: invalid value '[]'
            {kind: mlp, widths: [3, 0]}     | network.widths: invalid value '[3, 0]'
            {kind: mlp, widths: [99999]}    | network.widths: invalid value '[99999]'
            {kind: mlp, widths: 3}          | network.widths: invalid value '3'; expected a list
            {kind: mlp, widths: [a]}        | network.widths[0]: invalid value 'a'; expected an integer
            {kind: mlp, widths: [~]}        | network.widths[0] is missing; expected an integer
            {kind: mlp, headBias: maybe}    | network.headBias: invalid value 'maybe'; expected true or false
            {kind: resnet20, width: 0}      | network.width: invalid value '0'
            {kind: mlp, batchNorm: true, hiddenBias: true} | network.hiddenBias: invalid value 'true'; expected false, or no value, with batchNorm
            {kind: resnet20, hiddenWidths: [0]}   | network.hiddenWidths: invalid value '[0]'
            """, quoteCharacter = '"')
    void rejectsInvalidNetworks(String network, String message) {
        assertRejected("name: a\ndataset: {name: digits}\nnetwork: " + network, "file.yaml, line 3: ", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {name: ''}                            | dataset.name: invalid value ''; expected a data set
            {name: mine, folder: ''}              | dataset.folder: invalid value ''
            {name: mine, folder: "a\\0b"}         | dataset.folder: invalid value 'a b'
            {name: digits, samplesPerClass: 0}           | dataset.samplesPerClass: invalid value '0'; expected a number of images above 0
            {name: digits, samplesPerClass: [5, -1]}     | dataset.samplesPerClass: invalid value '[5, -1]'
            {name: digits, samplesPerClass: few}         | dataset.samplesPerClass: invalid value 'few'; expected an integer
            {name: digits, samplesPerClass: [5, x]}      | dataset.samplesPerClass[1]: invalid value 'x'; expected an integer
            {name: digits, samplesPerClass: [5, ~]}      | dataset.samplesPerClass[1] is missing; expected an integer
            {name: digits, samplesPerClass: {a: 1}}      | dataset.samplesPerClass: invalid value '{a: 1}'; expected an integer
            digits                                | dataset: invalid value 'digits'; expected a map with keys name, folder, samplesPerClass, shuffleLabels
            """, quoteCharacter = '`')
    void rejectsInvalidDataSets(String dataset, String message) {
        assertRejected("name: a\ndataset: " + dataset + "\nnetwork: {kind: mlp}", "file.yaml, line 2: ", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "''", "'a b'", ".hidden", "-x", "a/b", "a\\b", "é", "\"a\\nb\"", "[a]"})
    void rejectsNamesThatAreNoFolderNames(String name) {
        assertRejected(
                "name: " + name + "\ndataset: {name: digits}\nnetwork: {kind: mlp}",
                "file.yaml, line 1: name: invalid value '",
                "'; expected ");
    }

    @Test
    void rejectsLongNameAndShortensItInTheMessage() {
        ExperimentText.read(ExperimentText.MINIMAL, "name=" + "a".repeat(64));
        assertRejected("name: " + "a".repeat(70_000) + "\n", "'" + "a".repeat(60) + "…'", "at most 64");
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
                Arguments.of("a: 1\n\nb: \u0007\n", "file.yaml, line 3: not YAML: the character U+0007"),
                Arguments.of(ExperimentText.MINIMAL + "---\nname: b\n", "file.yaml, line 4: not YAML"),
                Arguments.of(ExperimentText.MINIMAL + "name: b\n", "file.yaml, line 4: duplicate key 'name'"),
                Arguments.of(
                        ExperimentText.MINIMAL + "training:\n  epochs: 1\n  epochs: 2\n",
                        "file.yaml, line 6: duplicate key 'epochs'"),
                Arguments.of("a: &x 1\nb: *x\n", "file.yaml, line 1: anchors and aliases (&x) are not supported"),
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
    void rejectsFilesThatAreNoExperiments(String text, String message) {
        assertRejected(text, message);
    }

    @Test
    void rejectsExponentialAliasesAtTheFirstAnchor() {
        StringBuilder bomb = new StringBuilder("l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
        for (int i = 1; i < 20; i++) {
            bomb.append("l")
                    .append(i)
                    .append(": &l")
                    .append(i)
                    .append(" [")
                    .append(("*l" + (i - 1) + ", ").repeat(9))
                    .append("end]\n");
        }
        assertRejected(bomb.toString(), "file.yaml, line 1: anchors and aliases (&l0)");
    }

    @Test
    void noTagNamesAClass() {
        assertRejected(
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://127.0.0.1:1/\"]]]]",
                "file.yaml, line 1: not YAML");
        assertRejected(
                ExperimentText.MINIMAL + "seed: !!javax.script.ScriptEngineManager []", "file.yaml, line 4: not YAML");
        assertRejected(ExperimentText.MINIMAL + "seed: !local 5", "file.yaml, line 4: tags (!local) are not supported");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            training.epochs               | expected key=value, for instance --set training.epochs=10
            =5                            | expected key=value
            training..epochs=5            | expected key=value
            training.epochs=abc           | training.epochs: invalid value 'abc'; expected an integer
            training={epochs: -3}         | training.epochs: invalid value '-3'
            training={epoch: 3}           | unknown key 'training.epoch'; did you mean 'epochs'?
            trainin.epochs=3              | unknown key 'trainin'; did you mean 'training'?
            dataset={nam: x}              | unknown key 'dataset.nam'; did you mean 'name'?
            network.widths=[1, x]         | network.widths[1]: invalid value 'x'; expected an integer
            network.widths[0]=1           | unknown key 'network.widths[0]'; did you mean 'widths'?
            training.epochs=[             | not YAML
            training={epochs: 3, epochs: 4} | duplicate key 'epochs'
            seed=&a 1                     | anchors and aliases
            seed=*a                       | not YAML
            name=../x                     | name: invalid value '../x'
            seed.x=1                      | 'seed' is '7' (file.yaml, line 4), which has no keys
            """, quoteCharacter = '`')
    void quotesRejectedOverride(String override, String message) {
        assertRejected(
                () -> ExperimentText.read(ExperimentText.MINIMAL + "seed: 7", override),
                "--set " + override + ": ",
                message);
    }

    @Test
    void reportsOverrideInsteadOfReplacedValue() {
        String text = ExperimentText.MINIMAL + "optimizer:\n  milestones:\n  - 1/2\n  - 2/3\n";
        assertRejected(
                () -> ExperimentText.read(text, "optimizer.milestones=[1/3, 9/2]"),
                "--set optimizer.milestones=[1/3, 9/2]: optimizer.milestones[1]: invalid value '9/2'");
    }

    @Test
    void namesNetworkWithoutLayerOfFeatureDecay() {
        String rest = "objective: {featureDecay: {previous: 1e-3}}\ncapture: {taps: [penultimate, previous]}\n";
        String expected =
                "file.yaml, line 4: objective.featureDecay.previous: invalid value '1e-3'; expected 0, because"
                        + " the network has no hidden fully connected layer after another layer: ";
        assertRejected(
                () -> ExperimentText.read(ExperimentText.MINIMAL + rest, "network.widths=[8]"),
                expected + "give network.widths two or more");
        assertRejected(
                () -> ExperimentText.read(ExperimentText.MINIMAL + rest, "network.kind=resnet18"),
                expected + "set network.hiddenWidths");
    }

    @Test
    void reportsLineOfTheValue() {
        assertRejected(ExperimentText.FULL.replace("- stage1.block1", "- penultimate"), "line 20: capture.taps");
        assertRejected(
                ExperimentText.FULL.replace("- stage1.block1", "- {a: b}"),
                "line 22: capture.taps[1]: invalid value '{a: b}'");
        assertRejected(
                ExperimentText.FULL.replace("samplesPerClass: [30, 20, 0, 5]", "samplesPerClass: [30,\n    x]"),
                "line 9: dataset.samplesPerClass[1]: invalid value 'x'");
    }
}
