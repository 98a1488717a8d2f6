package org.ncollapse.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.network.ParameterRange.Role;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.NetworkKind;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ArchitectureTest {

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 2);
    }

    @Test
    void resNet18HasPublishedParameterCount() {
        Network network = TinyNetworks.build(TinyNetworks.resNet("resnet18", 64, true), 3, 32, 10, Loss.MSE, 1);

        // The published size of the CIFAR variant (3×3 stem, no max pooling).
        assertThat(trained(network)).isEqualTo(11_173_962);
        assertThat(count(network, Role.HEAD_WEIGHT)).isEqualTo(512 * 10);
        assertThat(count(network, Role.BIAS)).isEqualTo(10);
        // Each batch normalization has as many running statistics as scales and shifts.
        assertThat(count(network, Role.RUNNING_STATISTIC)).isEqualTo(count(network, Role.BATCH_NORM));
        // He's standard deviation √(2/fan-in) with 3×3×512 inputs; PyTorch's uniform ±1/√d in the head has variance
        // d⁻¹/3.
        float[] last = values(network, "stage4.block2.conv2", Role.WEIGHT);
        assertThat(std(last)).isCloseTo(Math.sqrt(2.0 / (9 * 512)), Percentage.withPercentage(1));
        float[] head = values(network, "head", Role.HEAD_WEIGHT);
        assertThat(std(head)).isCloseTo(Math.sqrt(1.0 / 512 / 3), Percentage.withPercentage(3));
        for (float weight : head) {
            assertThat(Math.abs(weight)).isLessThanOrEqualTo((float) (1 / Math.sqrt(512)));
        }
    }

    @ParameterizedTest
    @CsvSource({"resnet20, 3", "resnet32, 5", "resnet56, 9"})
    void cifarResNetsHaveThreeStagesOfEqualDepth(String kind, int blocks) {
        Network network = TinyNetworks.build(TinyNetworks.resNet(kind, 16, false), 3, 32, 10, Loss.MSE, 1);

        int stem = 3 * 16 * 9 + 2 * 16;
        int first = blocks * parametersOfBlock(16, 16);
        int second =
                parametersOfBlock(16, 32) + parametersOfShortcut(16, 32) + (blocks - 1) * parametersOfBlock(32, 32);
        int third = parametersOfBlock(32, 64) + parametersOfShortcut(32, 64) + (blocks - 1) * parametersOfBlock(64, 64);
        assertThat(trained(network)).isEqualTo(stem + first + second + third + 64 * 10);
        assertThat(count(network, Role.BIAS)).isZero();
    }

    @Test
    void mlpLayersHaveBiasOrBatchNorm() {
        Network plain = TinyNetworks.build(TinyNetworks.mlp(false, true, 300, 100), 1, 28, 10, Loss.MSE, 1);
        assertThat(trained(plain)).isEqualTo((784 + 1) * 300 + (300 + 1) * 100 + (100 + 1) * 10);
        assertThat(std(values(plain, "hidden1", Role.WEIGHT)))
                .isCloseTo(Math.sqrt(2.0 / 784), Percentage.withPercentage(1));
        assertThat(values(plain, "hidden1", Role.BIAS)).containsOnly(0);

        Network batchNormed = TinyNetworks.build(TinyNetworks.mlp(true, false, 300, 100), 1, 28, 10, Loss.MSE, 1);
        assertThat(trained(batchNormed)).isEqualTo((784 + 2) * 300 + (300 + 2) * 100 + 100 * 10);
        assertThat(count(batchNormed, Role.BIAS)).isZero();
        assertThat(count(batchNormed, Role.BATCH_NORM)).isEqualTo(2 * (300 + 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "resnet"})
    void rangesCoverFlatVectorOnceInOrder(String family) {
        NetworkSpec spec =
                family.equals("mlp") ? TinyNetworks.mlp(true, true, 5, 4) : TinyNetworks.resNet("resnet18", 2, true, 6);
        Network network = TinyNetworks.build(spec, 3, 8, 4, Loss.MSE, 1);

        int end = 0;
        for (ParameterRange range : network.parameterRanges()) {
            assertThat(range.offset()).isEqualTo(end);
            assertThat(range.length()).isPositive();
            end += range.length();
        }
        assertThat(end).isEqualTo((int) network.parameters().length()).isEqualTo((int)
                network.gradients().length());
        assertThat(network.parameterRanges().stream().filter(range -> range.role() == Role.HEAD_WEIGHT))
                .singleElement()
                .satisfies(range -> assertThat(range.layer()).isEqualTo("head"));
        assertThat(network.parameterRanges())
                .allSatisfy(range -> assertThat(range.role())
                        .isIn(
                                range.layer().contains("norm")
                                        ? List.of(Role.BATCH_NORM, Role.RUNNING_STATISTIC)
                                        : range.layer().equals("head")
                                                ? List.of(Role.HEAD_WEIGHT, Role.BIAS)
                                                : List.of(Role.WEIGHT, Role.BIAS)));
    }

    @ParameterizedTest
    @CsvSource({"28, 28, 14, 7, 4", "32, 32, 16, 8, 4"})
    void eachStageHalvesMapsAndDoublesChannels(int size, int first, int second, int third, int fourth) {
        ComputationGraph graph = TinyNetworks.dl4jGraph(TinyNetworks.resNet("resnet18", 2, false, 6), 1, size);
        Map<String, INDArray> outputs = graph.feedForward(Nd4j.ones(2, 1, size, size), false);

        assertThat(outputs.get("stem").shape()).containsExactly(2, 2, size, size);
        assertThat(outputs.get("stage1.block2").shape()).containsExactly(2, 2, first, first);
        assertThat(outputs.get("stage2.block2").shape()).containsExactly(2, 4, second, second);
        assertThat(outputs.get("stage3.block2").shape()).containsExactly(2, 8, third, third);
        assertThat(outputs.get("stage4.block2").shape()).containsExactly(2, 16, fourth, fourth);
        assertThat(outputs.get("pool").shape()).containsExactly(2, 16);
        assertThat(outputs.get("hidden1").shape()).containsExactly(2, 6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reluOutputsAreNonNegative(boolean training) {
        for (NetworkSpec spec :
                List.of(TinyNetworks.resNet("resnet18", 2, false, 6), TinyNetworks.mlp(true, false, 5, 4))) {
            INDArray images = Nd4j.createFromArray(TinyNetworks.normal(20 * 64, 1));
            images = spec.kind() == NetworkKind.MLP ? images.reshape(20, 64) : images.reshape(20, 1, 8, 8);
            TinyNetworks.dl4jGraph(spec, 1, 8).feedForward(images, training).forEach((vertex, output) -> {
                float minimum = output.minNumber().floatValue();
                if (vertex.matches("stem|stage\\d\\.block\\d(\\.relu1)?|pool|hidden\\d")) {
                    assertThat(minimum).as(vertex).isNotNegative();
                } else if (training && vertex.endsWith(".norm")) {
                    // The ReLUs' inputs have negative elements, so that the check above can fail. In inference they
                    // are overwritten.
                    assertThat(minimum).as(vertex).isNegative();
                }
            });
        }
    }

    @Test
    void initialWeightsDependOnSeedOnly() {
        NetworkSpec spec = TinyNetworks.resNet("resnet20", 2, false);
        float[] one = TinyNetworks.build(spec, 1, 8, 3, Loss.MSE, 1)
                .parameters()
                .dup()
                .data()
                .asFloat();
        float[] again = TinyNetworks.build(spec, 1, 8, 3, Loss.MSE, 1)
                .parameters()
                .dup()
                .data()
                .asFloat();
        float[] two = TinyNetworks.build(spec, 1, 8, 3, Loss.MSE, 2)
                .parameters()
                .dup()
                .data()
                .asFloat();
        assertThat(again).isEqualTo(one);
        assertThat(two).isNotEqualTo(one);
    }

    /** Two 3×3 convolutions without bias, each with scales and shifts. */
    private static int parametersOfBlock(int from, int to) {
        return from * to * 9 + to * to * 9 + 2 * 2 * to;
    }

    private static int parametersOfShortcut(int from, int to) {
        return from * to + 2 * to;
    }

    private static int count(Network network, Role role) {
        return network.parameterRanges().stream()
                .filter(range -> range.role() == role)
                .mapToInt(ParameterRange::length)
                .sum();
    }

    private static int trained(Network network) {
        return (int) network.parameters().length() - count(network, Role.RUNNING_STATISTIC);
    }

    private static float[] values(Network network, String layer, Role role) {
        ParameterRange range = network.parameterRanges().stream()
                .filter(candidate -> candidate.layer().equals(layer) && candidate.role() == role)
                .findFirst()
                .orElseThrow();
        return Arrays.copyOfRange(
                network.parameters().dup().data().asFloat(), range.offset(), range.offset() + range.length());
    }

    private static double std(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / values.length;
        return Math.sqrt(squares / values.length - mean * mean);
    }
}
