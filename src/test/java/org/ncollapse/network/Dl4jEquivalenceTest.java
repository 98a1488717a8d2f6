package org.ncollapse.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.network.ParameterRange.Role;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares our layers in single precision with Deeplearning4j's in double precision. A sum of n products in single
 * precision has a relative error of about √n · 2⁻²⁴. Through twenty layers that grows to about 1e-5, and to ten times
 * as much in a block where terms cancel, as in the gradients before a normalization. With many ReLUs, the input of one
 * is so close to 0 that it is positive in one precision only, and the gradient differs by the contribution of one
 * position.
 */
class Dl4jEquivalenceTest {

    private static final int CLASSES = 3;
    /**
     * A batch with an input of a ReLU that close to 0 is rare, and which batch it is depends on the processor. A wrong
     * gradient is wrong in every batch.
     */
    private static final int MAX_BATCHES = 3;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 2);
    }

    /** A network of ours, the same network of Deeplearning4j's layers in double precision, and a batch. */
    private record NetworkPair(Network ours, ComputationGraph dl4j, float[] images, INDArray input, int[] labels) {

        static NetworkPair of(ComputeSpec.KernelLibrary library, String network, int channels, int size, int rows) {
            String[] parts = network.split("-");
            Integer[] hidden =
                    Arrays.stream(parts).skip(2).map(Integer::valueOf).toArray(Integer[]::new);
            boolean mlp = parts[0].startsWith("mlp");
            NetworkSpec spec = mlp
                    ? TinyNetworks.mlp(parts[1].equals("norm"), true, hidden)
                    : TinyNetworks.resNet(parts[0], Integer.parseInt(parts[1]), true, hidden);
            Network ours = TinyNetworks.build(spec, channels, size, CLASSES, Loss.CROSS_ENTROPY, kernels(library), 1);
            perturbParameters(ours);
            ComputationGraph dl4j = TinyNetworks.dl4jGraph(spec, channels, size, CLASSES, Loss.CROSS_ENTROPY)
                    .convertDataType(DataType.DOUBLE);
            dl4j.setParams(ours.parameters().castTo(DataType.DOUBLE));
            float[] images = TinyNetworks.normal(rows * channels * size * size, 3);
            INDArray input = Nd4j.createFromArray(images).castTo(DataType.DOUBLE);
            return new NetworkPair(
                    ours,
                    dl4j,
                    images,
                    mlp ? input.reshape(rows, channels * size * size) : input.reshape(rows, channels, size, size),
                    TinyNetworks.labels(rows, CLASSES, 4));
        }

        int rows() {
            return labels.length;
        }

        /** The same networks and labels with other images. */
        NetworkPair withImages(long seed) {
            float[] others = TinyNetworks.normal(images.length, seed);
            INDArray otherInput =
                    Nd4j.createFromArray(others).castTo(DataType.DOUBLE).reshape(input.shape());
            return new NetworkPair(ours, dl4j, others, otherInput, labels);
        }

        /** Deeplearning4j's data term, summed over the batch, in training mode. Computes its gradient too. */
        double dl4jLoss() {
            dl4j.setInput(0, input);
            dl4j.setLabels(TinyNetworks.oneHot(labels, CLASSES));
            dl4j.computeGradientAndScore();
            return rows() * dl4j.score();
        }
    }

    private static Kernels kernels(ComputeSpec.KernelLibrary library) {
        return Backend.createKernels(library, warning -> {
            throw new AssertionError(warning);
        });
    }

    /** Changes scales, shifts, biases and running statistics, which are 0 or 1 initially. */
    private static void perturbParameters(Network network) {
        Random random = new Random(2);
        for (ParameterRange range : network.parameterRanges()) {
            if (range.role() != Role.WEIGHT && range.role() != Role.HEAD_WEIGHT) {
                for (int i = range.offset(); i < range.offset() + range.length(); i++) {
                    network.parameters().putScalar(i, network.parameters().getDouble(i) + 0.3 * random.nextDouble());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ONEDNN, mlp-plain-5,               1, 3, 1, 1e-4",
        "ND4J, mlp-plain-5,               1, 3, 1, 1e-4",
        "ONEDNN, mlp-plain-33-17-64,        3, 9, 7, 1e-4",
        "ND4J, mlp-plain-33-17-64,        3, 9, 7, 1e-4",
        "ONEDNN, mlp-norm-33-20,            1, 28, 13, 1e-4",
        "ND4J, mlp-norm-33-20,            1, 28, 13, 1e-4",
        "ONEDNN, resnet18-4,                1, 28, 7, 1e-4",
        "ND4J, resnet18-4,                1, 28, 7, 1e-4",
        "ONEDNN, resnet18-4-6-5,            3, 32, 2, 1e-4",
        "ND4J, resnet18-4-6-5,            3, 32, 2, 1e-4",
        "ONEDNN, resnet18-16,               1, 28, 4, 1e-4",
        "ND4J, resnet18-16,               1, 28, 4, 1e-4",
        "ONEDNN, resnet20-3,                3, 9, 5, 1e-4",
        "ND4J, resnet20-3,                3, 9, 5, 1e-4",
        "ONEDNN, resnet20-17,               2, 13, 3, 1e-4",
        "ND4J, resnet20-17,               2, 13, 3, 1e-4",
    })
    void gradientsMatchDl4jInDouble(
            ComputeSpec.KernelLibrary library, String network, int channels, int size, int rows, double tolerance) {
        NetworkPair pair = NetworkPair.of(library, network, channels, size, rows);
        double[] actual = new double[0];
        double[] expected = new double[0];
        double error = Double.POSITIVE_INFINITY;
        for (int batch = 0; batch < MAX_BATCHES && !(error < tolerance); batch++) {
            pair = pair.withImages(3 + batch);
            double expectedLoss = pair.dl4jLoss();
            expected = pair.dl4j().getGradientsViewArray().dup().data().asDouble();
            double loss = pair.ours()
                    .computeGradients(pair.images(), pair.labels(), rows)
                    .lossSum();
            actual = pair.ours().gradients().dup().data().asDouble();
            assertThat(loss).isCloseTo(expectedLoss, Percentage.withPercentage(1e-3));
            // Deeplearning4j averages biased variances. PyTorchResNetTest and BatchNormStatisticsTest check ours.
            for (ParameterRange range : pair.ours().parameterRanges()) {
                if (range.role() == Role.RUNNING_STATISTIC) {
                    Arrays.fill(actual, range.offset(), range.offset() + range.length(), 0);
                    Arrays.fill(expected, range.offset(), range.offset() + range.length(), 0);
                }
            }
            error = TinyNetworks.relativeError(actual, expected, 0, expected.length);
        }
        assertThat(error).isLessThan(tolerance);
        for (ParameterRange range : pair.ours().parameterRanges()) {
            assertThat(TinyNetworks.relativeError(actual, expected, range.offset(), range.length()))
                    .as(range.toString())
                    .isLessThan(10 * tolerance);
        }
    }

    /**
     * Compares the derivative along a random direction in each parameter range with central differences of
     * Deeplearning4j's loss in double precision, whose error is about 1e-8.
     */
    @ParameterizedTest
    @CsvSource({
        "ONEDNN, mlp-plain-33-17,           3, 9, 7",
        "ND4J, mlp-plain-33-17,           3, 9, 7",
        "ONEDNN, mlp-norm-33-20,            1, 9, 13",
        "ND4J, mlp-norm-33-20,            1, 9, 13",
        "ONEDNN, resnet18-4-6,              3, 9, 5",
    })
    void gradientsMatchFiniteDifferences(
            ComputeSpec.KernelLibrary library, String network, int channels, int size, int rows) {
        NetworkPair pair = NetworkPair.of(library, network, channels, size, rows);
        pair.ours().computeGradients(pair.images(), pair.labels(), rows);
        double[] gradient = pair.ours().gradients().dup().data().asDouble();
        double[] start = pair.dl4j().params().dup().data().asDouble();
        Random random = new Random(5);
        for (ParameterRange range : pair.ours().parameterRanges()) {
            if (range.role() != Role.RUNNING_STATISTIC) {
                double[] direction = new double[start.length];
                double derivative = 0;
                double magnitude = 0;
                for (int i = range.offset(); i < range.offset() + range.length(); i++) {
                    // The sign of the gradient is added, so that the derivative is not small by chance.
                    direction[i] = random.nextGaussian() / Math.sqrt(range.length()) + Math.signum(gradient[i]);
                    derivative += direction[i] * gradient[i];
                    magnitude += Math.abs(direction[i] * gradient[i]);
                }
                double difference =
                        (dl4jLossAt(pair, start, direction, 1e-6) - dl4jLossAt(pair, start, direction, -1e-6)) / 2e-6;
                assertThat(Math.abs(derivative - difference))
                        .as(range.toString())
                        .isLessThan(1e-4 * magnitude + 1e-6);
            }
        }
    }

    private static double dl4jLossAt(NetworkPair pair, double[] start, double[] direction, double step) {
        double[] shifted = start.clone();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] += step * direction[i];
        }
        pair.dl4j().setParams(Nd4j.createFromArray(shifted));
        return pair.dl4jLoss();
    }

    @ParameterizedTest
    @CsvSource({
        "ONEDNN, mlp-plain-33-17-64,        3, 9, 7",
        "ND4J, mlp-plain-33-17-64,        3, 9, 7",
        "ONEDNN, mlp-norm-33-20,            1, 28, 1",
        "ND4J, mlp-norm-33-20,            1, 28, 1",
        "ONEDNN, resnet18-4-6-5,            1, 28, 7",
        "ND4J, resnet18-4-6-5,            1, 28, 7",
        "ONEDNN, resnet18-16,               3, 32, 1",
        "ND4J, resnet18-16,               3, 32, 1",
        "ONEDNN, resnet20-3,                3, 9, 5",
        "ND4J, resnet20-3,                3, 9, 5",
    })
    void everyVertexInInferenceMatchesDl4jInDouble(
            ComputeSpec.KernelLibrary library, String network, int channels, int size, int rows) {
        NetworkPair pair = NetworkPair.of(library, network, channels, size, rows);
        List<String> names = pair.dl4j().getConfiguration().getTopologicalOrderStr().stream()
                .filter(name -> !name.equals("image") && !name.equals("head"))
                .toList();

        List<float[]> features = pair.ours().features(names, pair.images(), rows);

        Map<String, INDArray> outputs = pair.dl4j().feedForward(pair.input(), false);
        for (int i = 0; i < names.size(); i++) {
            INDArray output = outputs.get(names.get(i));
            // Deeplearning4j's ReLU overwrites its input.
            boolean overwritten =
                    names.get(i).endsWith(".norm") && !names.get(i).endsWith("shortcut.norm")
                            || names.get(i).endsWith(".sum");
            if (!overwritten) {
                double[] expected = (output.rank() > 2 ? output.mean(2, 3) : output)
                        .dup('c')
                        .data()
                        .asDouble();
                double[] actual = Nd4j.createFromArray(features.get(i))
                        .castTo(DataType.DOUBLE)
                        .data()
                        .asDouble();
                assertThat(TinyNetworks.relativeError(actual, expected, 0, expected.length))
                        .as(names.get(i))
                        .isLessThan(1e-5);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void initialWeightsEqualDl4js(ComputeSpec.KernelLibrary library) {
        for (NetworkSpec spec :
                List.of(TinyNetworks.resNet("resnet18", 4, true, 6), TinyNetworks.mlp(true, true, 5, 4))) {
            float[] ours = TinyNetworks.build(spec, 3, 8, CLASSES, Loss.MSE, kernels(library), 1)
                    .parameters()
                    .dup()
                    .data()
                    .asFloat();
            assertThat(ours)
                    .isEqualTo(TinyNetworks.dl4jGraph(spec, 3, 8, CLASSES, Loss.MSE)
                            .params()
                            .dup()
                            .data()
                            .asFloat());
        }
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void smallerBatchInBetweenChangesNothing(ComputeSpec.KernelLibrary library) {
        NetworkPair pair = NetworkPair.of(library, "resnet18-4-6", 3, 9, 7);
        float[] threeRows = gradient(pair, 3);
        float[] sevenRows = gradient(pair, 7);
        assertThat(gradient(pair, 3)).isEqualTo(threeRows);
        assertThat(gradient(pair, 1)).isNotEqualTo(threeRows);
        assertThat(gradient(pair, 7)).isEqualTo(sevenRows);
    }

    private static float[] gradient(NetworkPair pair, int rows) {
        pair.ours().features(List.of("penultimate"), pair.images(), rows);
        pair.ours().computeGradients(pair.images(), pair.labels(), rows);
        return pair.ours().gradients().dup().data().asFloat();
    }
}
