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
import org.nd4j.linalg.api.buffer.DataType;
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
    void gradientMatchesReferenceAndFiniteDifferences(ComputeSpec.KernelLibrary library, Loss loss, boolean headBias) {
        Network network = build(TinyNetworks.mlp(false, headBias, 5, 4), 3, loss, library);
        TinyNetworks.randomizeParameters(network, 2);
        float[] images = TinyNetworks.normal(ROWS * 9, 3);
        int[] labels = TinyNetworks.labels(ROWS, CLASSES, 4);

        BatchResult result = network.computeGradients(images, labels, ROWS);

        ReferenceMlp reference = new ReferenceMlp(network, 9, loss);
        ReferenceMlp.BatchGradient expected = reference.backpropagate(images, labels, ROWS);
        assertThat(result.lossSum()).isCloseTo(expected.lossSum(), within(1e-5 * expected.lossSum()));
        assertThat(result.errors()).isEqualTo(expected.errors()).isPositive();
        assertThat(relativeError(network.gradients(), expected.gradient())).isLessThan(1e-5);
        assertThat(relativeError(network.gradients(), differences(reference, images, labels)))
                .isLessThan(1e-5);
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void resNetGradientMatchesDl4j(Loss loss) {
        NetworkSpec spec = TinyNetworks.resNet("resnet20", 4, true);
        Network network = TinyNetworks.build(spec, 1, 8, CLASSES, loss, 1);
        float[] images = TinyNetworks.normal(ROWS * 64, 3);
        int[] labels = TinyNetworks.labels(ROWS, CLASSES, 4);
        ComputationGraph dl4j = TinyNetworks.dl4jGraph(spec, 1, 8, CLASSES, loss);
        dl4j.setParams(network.parameters().dup());
        dl4j.setInput(0, Nd4j.createFromArray(images).reshape('c', ROWS, 1, 8, 8));
        dl4j.setLabels(TinyNetworks.oneHot(labels, CLASSES).castTo(DataType.FLOAT));
        dl4j.computeGradientAndScore();

        BatchResult result = network.computeGradients(images, labels, ROWS);

        assertThat(result.lossSum()).isCloseTo(ROWS * dl4j.score(), within(1e-5 * result.lossSum()));
        double[] expected = dl4j.getGradientsViewArray().dup().data().asDouble();
        // Deeplearning4j averages biased variances. PyTorchResNetTest and BatchNormStatisticsTest check ours.
        for (ParameterRange range : network.parameterRanges()) {
            if (range.role() == ParameterRange.Role.RUNNING_STATISTIC) {
                for (int i = range.offset(); i < range.offset() + range.length(); i++) {
                    expected[i] = network.gradients().getDouble(i);
                }
            }
        }
        assertThat(relativeError(network.gradients(), expected)).isLessThan(1e-5);
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void crossEntropyOfLargeLogitsIsFinite(ComputeSpec.KernelLibrary library) {
        Network network = build(TinyNetworks.mlp(false, true, 2), 1, Loss.CROSS_ENTROPY, library);
        network.parameters().assign(0);
        ParameterRange bias = network.parameterRanges().stream()
                .filter(range -> range.layer().equals("head") && range.role() == ParameterRange.Role.BIAS)
                .findFirst()
                .orElseThrow();
        network.parameters().putScalar(bias.offset(), 1000);

        assertThat(network.computeGradients(new float[1], new int[] {0}, 1)).isEqualTo(new BatchResult(0, 0));
        // log(e^1000 + 2) − 0
        assertThat(network.computeGradients(new float[1], new int[] {2}, 1)).isEqualTo(new BatchResult(1000, 1));
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void tiedLogitsPredictLowerClass(ComputeSpec.KernelLibrary library) {
        Network network = build(TinyNetworks.mlp(false, true, 2), 1, Loss.MSE, library);
        network.parameters().assign(0);

        // All logits are 0: class 0 is predicted for four samples, two of which have it.
        assertThat(network.computeGradients(new float[4], new int[] {0, 1, 2, 0}, 4))
                .isEqualTo(new BatchResult(2, 2));

        ParameterRange bias = network.parameterRanges().stream()
                .filter(range -> range.layer().equals("head") && range.role() == ParameterRange.Role.BIAS)
                .findFirst()
                .orElseThrow();
        network.parameters().putScalar(bias.offset() + 1, 1);
        network.parameters().putScalar(bias.offset() + 2, 1);
        assertThat(network.computeGradients(new float[4], new int[] {0, 1, 2, 2}, 4)
                        .errors())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void ignoresImagesAfterBatchSize(ComputeSpec.KernelLibrary library) {
        Network network = build(TinyNetworks.mlp(false, true, 5, 4), 3, Loss.MSE, library);
        float[] images = TinyNetworks.normal(ROWS * 9, 3);
        int[] labels = TinyNetworks.labels(ROWS, CLASSES, 4);
        BatchResult three = network.computeGradients(images, labels, 3);
        INDArray gradient = network.gradients().dup();

        BatchResult again = network.computeGradients(Arrays.copyOf(images, 3 * 9), Arrays.copyOf(labels, 3), 3);

        assertThat(again).isEqualTo(three);
        assertThat(network.gradients().dup().data().asFloat())
                .isEqualTo(gradient.data().asFloat());
    }

    private static Network build(NetworkSpec spec, int size, Loss loss, ComputeSpec.KernelLibrary library) {
        return TinyNetworks.build(spec, 1, size, CLASSES, loss, Backend.createKernels(library, Assertions::fail), 1);
    }

    /** Central differences of the reference's loss; their error at this step size is about 1e-9. */
    private static double[] differences(ReferenceMlp reference, float[] images, int[] labels) {
        double[] parameters = reference.parameters();
        double[] gradient = new double[parameters.length];
        for (int i = 0; i < gradient.length; i++) {
            double value = parameters[i];
            parameters[i] = value + 1e-6;
            double upper = reference.backpropagate(images, labels, ROWS).lossSum();
            parameters[i] = value - 1e-6;
            gradient[i] = (upper - reference.backpropagate(images, labels, ROWS).lossSum()) / 2e-6;
            parameters[i] = value;
        }
        return gradient;
    }

    private static double relativeError(INDArray gradient, double[] expected) {
        return TinyNetworks.relativeError(gradient.dup().data().asDouble(), expected);
    }
}
