package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterRange;
import org.ncollapse.network.ParameterRange.Role;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.nd4j.Nd4jKernels;
import org.ncollapse.network.kernel.onednn.OneDnnKernels;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.WeightDecay;
import org.ncollapse.stats.Head;

/**
 * Batch normalization of one hidden layer without bias, compared with a computation in double precision. As in PyTorch,
 * a batch is normalized with its biased variance, and the running variance is of unbiased ones.
 */
class BatchNormStatisticsTest {

    private static final int ROWS = 6;
    private static final int INPUTS = 4;
    private static final int UNITS = 3;
    private static final double EPSILON = 1e-5;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 2);
    }

    static Stream<Kernels> kernels() {
        return Stream.of(new OneDnnKernels(), new Nd4jKernels());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void batchUpdatesRunningMeanAndUnbiasedVarianceByOneTenth(Kernels kernels) {
        Network network = network(kernels);
        Optimizer optimizer = new Optimizer(
                network,
                new Objective(Loss.MSE, WeightDecay.uniform(0.01), FeatureDecay.NONE),
                OptimizerSpec.sgd(0.1, 0.9, null, null, null),
                1);
        double[] mean = statistic(network, 0);
        double[] variance = statistic(network, 1);
        for (int step = 0; step < 4; step++) {
            float[] images = TinyNetworks.normal(ROWS * INPUTS, 10 + step);
            double[][] linear = linear(network, images);
            network.computeGradients(images, new int[] {0, 1, 2, 0, 1, 2}, ROWS);
            optimizer.step(0.1, ROWS, step + 1);
            for (int unit = 0; unit < UNITS; unit++) {
                mean[unit] = 0.9 * mean[unit] + 0.1 * mean(linear[unit]);
                variance[unit] = 0.9 * variance[unit] + 0.1 * variance(linear[unit]) * ROWS / (ROWS - 1);
            }
        }
        assertThat(statistic(network, 0)).containsExactly(mean, within(1e-6));
        assertThat(statistic(network, 1)).containsExactly(variance, within(1e-6));
    }

    @Test
    void inferenceUsesRunningStatistics() {
        Network network = network();
        float[] images = TinyNetworks.normal(ROWS * INPUTS, 10);
        double[] expected = normalized(network, linear(network, images), statistic(network, 0), statistic(network, 1));

        float[] features =
                network.features(List.of("penultimate"), images, ROWS).get(0);

        for (int i = 0; i < expected.length; i++) {
            assertThat((double) features[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    @Test
    void trainingUsesBatchStatistics() {
        Network network = network();
        float[] images = TinyNetworks.normal(ROWS * INPUTS, 10);
        double[][] linear = linear(network, images);
        double[] features = normalized(
                network,
                linear,
                Arrays.stream(linear).mapToDouble(BatchNormStatisticsTest::mean).toArray(),
                Arrays.stream(linear)
                        .mapToDouble(BatchNormStatisticsTest::variance)
                        .toArray());
        int[] labels = {0, 1, 2, 0, 1, 2};
        Head head = network.head();
        double[] logits = new double[ROWS * 3];
        head.logits(features, ROWS, logits);
        double expected = 0;
        for (int i = 0; i < logits.length; i++) {
            expected += Math.pow(logits[i] - (labels[i / 3] == i % 3 ? 1 : 0), 2) / 2;
        }

        assertThat(network.computeGradients(images, labels, ROWS).lossSum())
                .isCloseTo(expected, within(1e-5 * expected));
    }

    private static Network network() {
        return network(new OneDnnKernels());
    }

    private static Network network(Kernels kernels) {
        Network network = TinyNetworks.build(TinyNetworks.mlp(true, true, UNITS), 1, 2, 3, Loss.MSE, kernels, 1);
        TinyNetworks.randomizeParameters(network, 7);
        return network;
    }

    /** Returns the inputs of the normalization, unit by unit. */
    private static double[][] linear(Network network, float[] images) {
        double[] weights = parameters(network, Role.WEIGHT, 0);
        double[][] linear = new double[UNITS][ROWS];
        for (int unit = 0; unit < UNITS; unit++) {
            for (int row = 0; row < ROWS; row++) {
                for (int in = 0; in < INPUTS; in++) {
                    linear[unit][row] += weights[unit * INPUTS + in] * images[row * INPUTS + in];
                }
            }
        }
        return linear;
    }

    /** Returns max(γ(x − mean)/√(variance + ε) + β, 0), row by row. */
    private static double[] normalized(Network network, double[][] linear, double[] mean, double[] variance) {
        double[] scale = parameters(network, Role.BATCH_NORM, 0);
        double[] shift = parameters(network, Role.BATCH_NORM, 1);
        double[] values = new double[ROWS * UNITS];
        for (int i = 0; i < values.length; i++) {
            int unit = i % UNITS;
            values[i] = Math.max(
                    0,
                    scale[unit] * (linear[unit][i / UNITS] - mean[unit]) / Math.sqrt(variance[unit] + EPSILON)
                            + shift[unit]);
        }
        return values;
    }

    private static double[] statistic(Network network, int index) {
        return parameters(network, Role.RUNNING_STATISTIC, index);
    }

    /**
     * Returns one range of the parameters. Deeplearning4j stores a batch normalization's scale (γ), shift (β), mean and
     * variance in this order.
     */
    private static double[] parameters(Network network, Role role, int index) {
        ParameterRange range = network.parameterRanges().stream()
                .filter(candidate -> candidate.role() == role)
                .toList()
                .get(index);
        return Arrays.copyOfRange(
                network.parameters().dup().data().asDouble(), range.offset(), range.offset() + range.length());
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
    }
}
