package org.ncollapse.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GradientTest {

    private static final int CLASSES = 3;
    private static final int ROWS = 7;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "ONEDNN, MSE, true", "ONEDNN, MSE, false", "ONEDNN, CROSS_ENTROPY, true", "ONEDNN, CROSS_ENTROPY, false",
        "ND4J, MSE, true", "ND4J, MSE, false", "ND4J, CROSS_ENTROPY, true", "ND4J, CROSS_ENTROPY, false",
    })
    void isThatOfTheObjectiveByItsDefinition(ComputeSpec.KernelLibrary layers, Loss loss, boolean headBias) {
        Network network = build(TinyNetworks.mlp(false, headBias, 5, 4), 3, loss, layers);
        TinyNetworks.randomizeParameters(network, 2);
        float[] images = TinyNetworks.normal(ROWS * 9, 3);
        int[] labels = TinyNetworks.labels(ROWS, CLASSES, 4);

        BatchResult outcome = network.backpropagate(images, labels, ROWS);

        ReferenceMlp reference = new ReferenceMlp(network, 9, loss);
        ReferenceMlp.BatchGradient expected = reference.backpropagate(images, labels, ROWS);
        assertThat(outcome.lossSum()).isCloseTo(expected.lossSum(), within(1e-5 * expected.lossSum()));
        assertThat(outcome.errors()).isEqualTo(expected.errors()).isPositive();
        assertThat(relativeDistance(network.gradients(), expected.gradient())).isLessThan(1e-5);
        assertThat(relativeDistance(network.gradients(), differences(reference, images, labels)))
                .isLessThan(1e-5);
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void isThatOfTheStockLossThroughAResNet(Loss loss) {
        NetworkSpec spec = TinyNetworks.resNet("resnet20", 4, true);
        Network network = TinyNetworks.build(spec, 1, 8, CLASSES, loss, 1);
        float[] images = TinyNetworks.normal(ROWS * 64, 3);
        int[] labels = TinyNetworks.labels(ROWS, CLASSES, 4);
        ComputationGraph stock = TinyNetworks.dl4jGraph(spec, 1, 8, CLASSES, loss);
        stock.setParams(network.parameters().dup());
        INDArray oneHot = Nd4j.create(ROWS, CLASSES);
        for (int row = 0; row < ROWS; row++) {
            oneHot.putScalar(row, labels[row], 1);
        }
        stock.setInput(0, Nd4j.createFromArray(images).reshape('c', ROWS, 1, 8, 8));
        stock.setLabels(oneHot);
        stock.computeGradientAndScore();

        BatchResult outcome = network.backpropagate(images, labels, ROWS);

        assertThat(outcome.lossSum()).isCloseTo(ROWS * stock.score(), within(1e-5 * outcome.lossSum()));
        assertThat(relativeDistance(
                        network.gradients(),
                        stock.getGradientsViewArray().dup().data().asDouble()))
                .isLessThan(1e-5);
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void crossEntropyOfVeryConfidentLogitsIsFinite(ComputeSpec.KernelLibrary layers) {
        Network network = build(TinyNetworks.mlp(false, true, 2), 1, Loss.CROSS_ENTROPY, layers);
        network.parameters().assign(0);
        ParameterBlock bias = network.parameterBlocks().stream()
                .filter(block -> block.layer().equals("head") && block.role() == ParameterBlock.Role.BIAS)
                .findFirst()
                .orElseThrow();
        network.parameters().putScalar(bias.offset(), 1000);

        assertThat(network.backpropagate(new float[1], new int[] {0}, 1)).isEqualTo(new BatchResult(0, 0));
        // log(e^1000 + 2) − 0
        assertThat(network.backpropagate(new float[1], new int[] {2}, 1)).isEqualTo(new BatchResult(1000, 1));
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void tiesGoToTheLowerClass(ComputeSpec.KernelLibrary layers) {
        Network network = build(TinyNetworks.mlp(false, true, 2), 1, Loss.MSE, layers);
        network.parameters().assign(0);

        // All logits are 0: class 0 is taken for four samples, two of which are of it.
        assertThat(network.backpropagate(new float[4], new int[] {0, 1, 2, 0}, 4))
                .isEqualTo(new BatchResult(2, 2));

        ParameterBlock bias = network.parameterBlocks().stream()
                .filter(block -> block.layer().equals("head") && block.role() == ParameterBlock.Role.BIAS)
                .findFirst()
                .orElseThrow();
        network.parameters().putScalar(bias.offset() + 1, 1);
        network.parameters().putScalar(bias.offset() + 2, 1);
        assertThat(network.backpropagate(new float[4], new int[] {0, 1, 2, 2}, 4)
                        .errors())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void readsNoImageBehindTheRows(ComputeSpec.KernelLibrary layers) {
        Network network = build(TinyNetworks.mlp(false, true, 5, 4), 3, Loss.MSE, layers);
        float[] images = TinyNetworks.normal(ROWS * 9, 3);
        int[] labels = TinyNetworks.labels(ROWS, CLASSES, 4);
        BatchResult three = network.backpropagate(images, labels, 3);
        INDArray gradient = network.gradients().dup();

        BatchResult again = network.backpropagate(Arrays.copyOf(images, 3 * 9), Arrays.copyOf(labels, 3), 3);

        assertThat(again).isEqualTo(three);
        assertThat(network.gradients().dup().data().asFloat())
                .isEqualTo(gradient.data().asFloat());
    }

    private static Network build(NetworkSpec spec, int size, Loss loss, ComputeSpec.KernelLibrary layers) {
        return TinyNetworks.build(spec, 1, size, CLASSES, loss, Backend.createKernels(layers, Assertions::fail), 1);
    }

    /** Central differences of the reference's loss: an error of the order of 1e-9 at this step. */
    private static double[] differences(ReferenceMlp reference, float[] images, int[] labels) {
        double[] parameters = reference.parameters();
        double[] slope = new double[parameters.length];
        for (int i = 0; i < slope.length; i++) {
            double there = parameters[i];
            parameters[i] = there + 1e-6;
            double above = reference.backpropagate(images, labels, ROWS).lossSum();
            parameters[i] = there - 1e-6;
            slope[i] = (above - reference.backpropagate(images, labels, ROWS).lossSum()) / 2e-6;
            parameters[i] = there;
        }
        return slope;
    }

    private static double relativeDistance(INDArray gradient, double[] expected) {
        double[] actual = gradient.dup().data().asDouble();
        assertThat(actual).hasSameSizeAs(expected);
        double square = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            square += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(square / norm);
    }
}
