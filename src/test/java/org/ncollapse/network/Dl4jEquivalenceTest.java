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
import org.ncollapse.network.ParameterBlock.Role;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Our layers, in single precision, against Deeplearning4j's own in double. A sum of n products in single precision is
 * off by about √n · 2⁻²⁴ of its terms' size; through twenty layers that grows to some 1e-5, and where terms cancel, as
 * in the gradients in front of a normalisation, to ten times as much in a block. Where ReLUs are many, one of them lies
 * so close to 0 that it is open in one precision and closed in the other, and the gradient is off by what one position
 * contributes.
 */
class Dl4jEquivalenceTest {

    private static final int CLASSES = 3;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 2);
    }

    /** A network of ours, the same one of stock layers in double, and a batch. */
    private record NetworkPair(Network ours, ComputationGraph stock, float[] images, INDArray input, int[] labels) {

        static NetworkPair of(ComputeSpec.KernelLibrary layers, String network, int channels, int size, int rows) {
            String[] parts = network.split("-");
            Integer[] hidden =
                    Arrays.stream(parts).skip(2).map(Integer::valueOf).toArray(Integer[]::new);
            boolean mlp = parts[0].startsWith("mlp");
            NetworkSpec spec = mlp
                    ? TinyNetworks.mlp(parts[1].equals("norm"), true, hidden)
                    : TinyNetworks.resNet(parts[0], Integer.parseInt(parts[1]), true, hidden);
            Network ours = TinyNetworks.build(spec, channels, size, CLASSES, Loss.CROSS_ENTROPY, kernels(layers), 1);
            moderate(ours);
            ComputationGraph stock = TinyNetworks.dl4jGraph(spec, channels, size, CLASSES, Loss.CROSS_ENTROPY)
                    .convertDataType(DataType.DOUBLE);
            stock.setParams(ours.parameters().castTo(DataType.DOUBLE));
            float[] images = TinyNetworks.normal(rows * channels * size * size, 3);
            INDArray input = Nd4j.createFromArray(images).castTo(DataType.DOUBLE);
            return new NetworkPair(
                    ours,
                    stock,
                    images,
                    mlp ? input.reshape(rows, channels * size * size) : input.reshape(rows, channels, size, size),
                    TinyNetworks.labels(rows, CLASSES, 4));
        }

        int rows() {
            return labels.length;
        }

        /** The stock network's data term, summed over the batch, in training mode; leaves its gradient. */
        double stockLoss() {
            INDArray oneHot = Nd4j.zeros(DataType.DOUBLE, rows(), CLASSES);
            for (int row = 0; row < rows(); row++) {
                oneHot.putScalar(row, labels[row], 1);
            }
            stock.setInput(0, input);
            stock.setLabels(oneHot);
            stock.computeGradientAndScore();
            return rows() * stock.score();
        }
    }

    private static Kernels kernels(ComputeSpec.KernelLibrary layers) {
        return Backend.createKernels(layers, warning -> {
            throw new AssertionError(warning);
        });
    }

    /** Moves gains, shifts, biases and running statistics off the 0 and 1 that they start from. */
    private static void moderate(Network network) {
        Random random = new Random(2);
        for (ParameterBlock block : network.parameterBlocks()) {
            if (block.role() != Role.WEIGHT && block.role() != Role.HEAD_WEIGHT) {
                for (int i = block.offset(); i < block.offset() + block.length(); i++) {
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
        "ONEDNN, resnet18-16,               1, 28, 4, 3e-3",
        "ND4J, resnet18-16,               1, 28, 4, 3e-3",
        "ONEDNN, resnet20-3,                3, 9, 5, 1e-4",
        "ND4J, resnet20-3,                3, 9, 5, 1e-4",
        "ONEDNN, resnet20-17,               2, 13, 3, 1e-4",
        "ND4J, resnet20-17,               2, 13, 3, 1e-4",
    })
    void gradientsAreThoseOfStockLayersInDouble(
            ComputeSpec.KernelLibrary layers, String network, int channels, int size, int rows, double off) {
        NetworkPair pair = NetworkPair.of(layers, network, channels, size, rows);
        double expectedLoss = pair.stockLoss();
        double[] expected = pair.stock().getGradientsViewArray().dup().data().asDouble();

        double loss =
                pair.ours().backpropagate(pair.images(), pair.labels(), rows).lossSum();

        double[] actual = pair.ours().gradients().dup().data().asDouble();
        assertThat(loss).isCloseTo(expectedLoss, Percentage.withPercentage(1e-3));
        assertThat(distance(actual, expected, 0, expected.length)).isLessThan(off);
        for (ParameterBlock block : pair.ours().parameterBlocks()) {
            assertThat(distance(actual, expected, block.offset(), block.length()))
                    .as(block.toString())
                    .isLessThan(10 * off);
        }
    }

    /**
     * Along a random direction in each block: the stock loss in double, by central differences whose own error is about
     * 1e-8.
     */
    @ParameterizedTest
    @CsvSource({
        "ONEDNN, mlp-plain-33-17,           3, 9, 7",
        "ND4J, mlp-plain-33-17,           3, 9, 7",
        "ONEDNN, mlp-norm-33-20,            1, 9, 13",
        "ND4J, mlp-norm-33-20,            1, 9, 13",
        "ONEDNN, resnet18-4-6,              3, 9, 5",
        "ND4J, resnet18-4-6,              3, 9, 5",
    })
    void gradientsAreFiniteDifferencesOfTheLoss(
            ComputeSpec.KernelLibrary layers, String network, int channels, int size, int rows) {
        NetworkPair pair = NetworkPair.of(layers, network, channels, size, rows);
        pair.ours().backpropagate(pair.images(), pair.labels(), rows);
        double[] slope = pair.ours().gradients().dup().data().asDouble();
        double[] start = pair.stock().params().dup().data().asDouble();
        Random random = new Random(5);
        for (ParameterBlock block : pair.ours().parameterBlocks()) {
            if (block.role() != Role.RUNNING_STATISTIC) {
                double[] direction = new double[start.length];
                double along = 0;
                double length = 0;
                for (int i = block.offset(); i < block.offset() + block.length(); i++) {
                    // Half at random and half downhill, so that the derivative is not small by chance.
                    direction[i] = random.nextGaussian() / Math.sqrt(block.length()) + Math.signum(slope[i]);
                    along += direction[i] * slope[i];
                    length += Math.abs(direction[i] * slope[i]);
                }
                double difference =
                        (stockLossAt(pair, start, direction, 1e-6) - stockLossAt(pair, start, direction, -1e-6)) / 2e-6;
                assertThat(Math.abs(along - difference)).as(block.toString()).isLessThan(1e-4 * length + 1e-6);
            }
        }
    }

    private static double stockLossAt(NetworkPair pair, double[] start, double[] direction, double step) {
        double[] there = start.clone();
        for (int i = 0; i < there.length; i++) {
            there[i] += step * direction[i];
        }
        pair.stock().setParams(Nd4j.createFromArray(there));
        return pair.stockLoss();
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
    void everyVertexInInferenceIsThatOfStockLayersInDouble(
            ComputeSpec.KernelLibrary layers, String network, int channels, int size, int rows) {
        NetworkPair pair = NetworkPair.of(layers, network, channels, size, rows);
        List<String> names = pair.stock().getConfiguration().getTopologicalOrderStr().stream()
                .filter(name -> !name.equals("image") && !name.equals("head"))
                .toList();

        List<float[]> features = pair.ours().features(names, pair.images(), rows);

        Map<String, INDArray> outputs = pair.stock().feedForward(pair.input(), false);
        for (int i = 0; i < names.size(); i++) {
            INDArray output = outputs.get(names.get(i));
            // The stock ReLU writes over what it is given.
            boolean written = names.get(i).endsWith(".norm") && !names.get(i).endsWith("shortcut.norm")
                    || names.get(i).endsWith(".sum");
            if (!written) {
                double[] expected = (output.rank() > 2 ? output.mean(2, 3) : output)
                        .dup('c')
                        .data()
                        .asDouble();
                double[] actual = Nd4j.createFromArray(features.get(i))
                        .castTo(DataType.DOUBLE)
                        .data()
                        .asDouble();
                assertThat(distance(actual, expected, 0, expected.length))
                        .as(names.get(i))
                        .isLessThan(1e-5);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void initialWeightsAreThoseOfStockLayers(ComputeSpec.KernelLibrary layers) {
        for (NetworkSpec spec :
                List.of(TinyNetworks.resNet("resnet18", 4, true, 6), TinyNetworks.mlp(true, true, 5, 4))) {
            float[] ours = TinyNetworks.build(spec, 3, 8, CLASSES, Loss.MSE, kernels(layers), 1)
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

    /** A smaller batch in between, as at the end of an epoch, changes nothing. */
    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void batchesOfSeveralSizesShareTheirMemory(ComputeSpec.KernelLibrary layers) {
        NetworkPair pair = NetworkPair.of(layers, "resnet18-4-6", 3, 9, 7);
        float[] three = gradient(pair, 3);
        float[] seven = gradient(pair, 7);
        assertThat(gradient(pair, 3)).isEqualTo(three);
        assertThat(gradient(pair, 1)).isNotEqualTo(three);
        assertThat(gradient(pair, 7)).isEqualTo(seven);
    }

    private static float[] gradient(NetworkPair pair, int rows) {
        pair.ours().features(List.of("penultimate"), pair.images(), rows);
        pair.ours().backpropagate(pair.images(), pair.labels(), rows);
        return pair.ours().gradients().dup().data().asFloat();
    }

    private static double distance(double[] actual, double[] expected, int offset, int length) {
        double square = 0;
        double norm = 0;
        for (int i = offset; i < offset + length; i++) {
            square += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(square / Math.max(norm, 1e-12));
    }
}
