package org.ncollapse.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.stats.Head;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares features and head of a network with the graph that plain Deeplearning4j restores from its file. */
class NetworkTapsTest {

    private static final int ROWS = 5;
    private static final float[] IMAGES = TinyNetworks.normal(ROWS * 64, 3);

    @TempDir
    Path folder;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void standardTapsOfMlpAreOutputsOfLastTwoHiddenLayers(boolean batchNorm) throws IOException {
        Network network = randomized(TinyNetworks.mlp(batchNorm, true, 7, 6, 4), Loss.MSE);

        List<float[]> features = network.features(List.of("penultimate", "previous", "hidden1"), IMAGES, ROWS);

        ComputationGraph graph = restoreWithDl4j(network);
        assertClose(features.get(0), output(graph, "hidden3", flat()));
        assertThat(features.get(0)).hasSize(ROWS * 4);
        assertClose(features.get(1), output(graph, "hidden2", flat()));
        assertThat(features.get(1)).hasSize(ROWS * 6);
        assertClose(features.get(2), output(graph, "hidden1", flat()));
        assertThat(features.get(2)).hasSize(ROWS * 7);
        assertThat(List.of(network.tapWidth("penultimate"), network.tapWidth("previous"), network.tapWidth("hidden1")))
                .containsExactly(4, 6, 7);
    }

    @Test
    void lastHiddenLayerMapsPreviousToPenultimate() {
        Network network = randomized(TinyNetworks.mlp(false, true, 6, 4), Loss.MSE);
        List<float[]> features = network.features(List.of("previous", "penultimate"), IMAGES, ROWS);
        Network.HiddenLayer layer = network.lastHiddenLayer().orElseThrow();
        float[][] weights = layer.weights();
        float[] bias = layer.bias();

        assertThat(weights).hasDimensions(4, 6);
        for (int row = 0; row < ROWS; row++) {
            for (int out = 0; out < 4; out++) {
                double sum = bias[out];
                for (int in = 0; in < 6; in++) {
                    sum += (double) weights[out][in] * features.get(0)[row * 6 + in];
                }
                assertThat((double) features.get(1)[row * 4 + out]).isCloseTo(Math.max(sum, 0), within(1e-5));
            }
        }
        Network.HiddenLayer batchNormed = randomized(TinyNetworks.mlp(true, true, 6, 4), Loss.MSE)
                .lastHiddenLayer()
                .orElseThrow();
        assertThat(batchNormed.weights()).hasDimensions(4, 6);
        assertThat(batchNormed.bias()).isNull();
    }

    @Test
    void featureMapsAreAveragedOverPositions() throws IOException {
        Network network = randomized(TinyNetworks.resNet("resnet20", 2, true, 6), Loss.MSE);

        List<float[]> features = network.features(List.of("stage2.block1", "previous", "penultimate"), IMAGES, ROWS);

        ComputationGraph graph = restoreWithDl4j(network);
        float[] maps =
                output(graph, "stage2.block1", Nd4j.createFromArray(IMAGES).reshape(ROWS, 1, 8, 8));
        assertThat(maps).hasSize(ROWS * 4 * 16);
        assertThat(features.get(0)).hasSize(ROWS * 4);
        for (int i = 0; i < ROWS * 4; i++) {
            double mean = 0;
            for (int position = 0; position < 16; position++) {
                mean += maps[i * 16 + position] / 16.0;
            }
            assertThat((double) features.get(0)[i]).isCloseTo(mean, within(1e-5 * Math.abs(mean)));
        }
        assertClose(
                features.get(1),
                output(graph, "pool", Nd4j.createFromArray(IMAGES).reshape(ROWS, 1, 8, 8)));
        assertThat(features.get(2)).hasSize(ROWS * 6);
        assertThat(List.of(
                        network.tapWidth("stage2.block1"),
                        network.tapWidth("previous"),
                        network.tapWidth("penultimate")))
                .containsExactly(4, 8, 6);
    }

    @Test
    void fusedBatchNormIsReadBeforeItsRelu() {
        Network network = randomized(TinyNetworks.mlp(true, true, 7, 4), Loss.MSE);
        List<float[]> features = network.features(List.of("hidden1.norm", "hidden1", "penultimate"), IMAGES, ROWS);
        boolean negative = false;
        for (int i = 0; i < ROWS * 7; i++) {
            negative |= features.get(0)[i] < 0;
            assertThat(features.get(1)[i]).isEqualTo(Math.max(features.get(0)[i], 0));
        }
        assertThat(negative).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "penultimate,hidden1",
                "hidden1,penultimate,previous",
                "penultimate,hidden3,previous,hidden2,hidden1",
                "hidden1,hidden2"
            })
    void severalTapsEqualSingleTaps(String taps) {
        Network network = randomized(TinyNetworks.mlp(false, true, 7, 6, 4), Loss.MSE);
        List<String> names = List.of(taps.split(","));
        // Twice, and with fewer rows in between, because memory is reused from pass to pass.
        network.features(names, IMAGES, ROWS);
        network.features(names, IMAGES, 2);
        List<float[]> features = network.features(names, IMAGES, ROWS);
        for (int tap = 0; tap < names.size(); tap++) {
            assertThat(features.get(tap))
                    .isEqualTo(network.features(List.of(names.get(tap)), IMAGES, ROWS)
                            .get(0));
        }
    }

    @Test
    void unknownTapIsRejectedWithListOfLayers() {
        Network network = TinyNetworks.build(TinyNetworks.mlp(false, true, 7, 4), 1, 8, 3, Loss.MSE, 1);
        assertThatThrownBy(() -> network.tapWidth("hidden3"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("capture.taps", "'hidden3'", "penultimate", "previous", "hidden1", "hidden2")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> network.features(List.of("head"), IMAGES, ROWS))
                .isInstanceOf(BadInputException.class);
    }

    @Test
    void networkWithoutSecondHiddenLayerHasNoPreviousTap() {
        for (NetworkSpec spec : List.of(TinyNetworks.mlp(false, true, 7), TinyNetworks.resNet("resnet20", 2, true))) {
            Network network = TinyNetworks.build(spec, 1, 8, 3, Loss.MSE, 1);
            assertThat(network.lastHiddenLayer()).isEmpty();
            assertThatThrownBy(() -> network.tapWidth("previous"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContainingAll("'previous'", "no hidden fully connected layer");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void headMapsPenultimateFeaturesToOutput(boolean headBias) throws IOException {
        Network network = randomized(TinyNetworks.mlp(false, headBias, 7, 4), Loss.MSE);
        double[] features =
                doubles(network.features(List.of("penultimate"), IMAGES, ROWS).get(0));
        Head head = network.head();
        double[] logits = new double[ROWS * 3];
        head.logits(features, ROWS, logits);

        float[] output = output(restoreWithDl4j(network), "head", flat());
        assertThat(head.hasBias()).isEqualTo(headBias);
        for (int i = 0; i < logits.length; i++) {
            assertThat((double) output[i]).isCloseTo(logits[i], within(1e-5));
        }
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void plainDeeplearning4jRestoresSavedNetwork(Loss loss) throws IOException {
        Network network = randomized(TinyNetworks.resNet("resnet20", 2, true), loss);
        int[] labels = TinyNetworks.labels(ROWS, 3, 1);

        ComputationGraph graph = restoreWithDl4j(network);

        assertThat(graph.getConfiguration().toJson()).doesNotContain("ncollapse");
        assertThat(graph.params().dup().data().asFloat())
                .isEqualTo(network.parameters().dup().data().asFloat());
        INDArray images = Nd4j.createFromArray(IMAGES).reshape(ROWS, 1, 8, 8);
        assertClose(
                output(graph, "pool", images),
                network.features(List.of("penultimate"), IMAGES, ROWS).get(0));
        // Deeplearning4j's loss equals ours.
        graph.setInput(0, images);
        graph.setLabels(TinyNetworks.oneHot(labels, 3).castTo(DataType.FLOAT));
        graph.computeGradientAndScore();
        double lossSum = network.computeGradients(IMAGES, labels, ROWS).lossSum();
        assertThat(ROWS * graph.score()).isCloseTo(lossSum, within(1e-5 * lossSum));
    }

    /** Equal up to the rounding of sums in single precision. */
    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    private static Network randomized(NetworkSpec spec, Loss loss) {
        Network network = TinyNetworks.build(spec, 1, 8, 3, loss, 1);
        TinyNetworks.randomizeParameters(network, 2);
        return network;
    }

    private ComputationGraph restoreWithDl4j(Network network) throws IOException {
        Path file = folder.resolve("network.zip");
        network.saveAsDl4j(file);
        return ModelSerializer.restoreComputationGraph(file.toFile());
    }

    private static float[] output(ComputationGraph graph, String vertex, INDArray images) {
        return graph.feedForward(images, false).get(vertex).dup('c').data().asFloat();
    }

    private static INDArray flat() {
        return Nd4j.createFromArray(IMAGES).reshape(ROWS, 64);
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
