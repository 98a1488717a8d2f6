package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterRange;
import org.ncollapse.network.ParameterRange.Role;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.OptimizerSpec.Kind;
import org.ncollapse.spec.WeightDecay;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OptimizerTest {

    private static final WeightDecay DECAY = new WeightDecay(0.1, 0.2, 0.3, 0.4);
    private static final Objective OBJECTIVE = new Objective(Loss.MSE, DECAY, FeatureDecay.NONE);

    private static final OptimizerSpec SGD = OptimizerSpec.sgd(0.1, 0.9, null, null, null);

    /**
     * Three steps of PyTorch 1.13.0:
     *
     * <pre>
     * decay = [.1]*4 + [.3]*4 + [.4]*4 + [.2]*2   # weights, batch norm, head, biases
     * w = [torch.nn.Parameter(torch.tensor([(i % 5 - 2) / 4 + i / 16])) for i in range(14)]
     * groups = [{'params': [p], 'weight_decay': d} for p, d in zip(w, decay)]
     * optimizer = torch.optim.SGD(groups, lr=.5, momentum=.9)     # sgdw: weight_decay 0
     * optimizer = torch.optim.Adam(groups, lr=.5, betas=(.8, .95), eps=1e-3)     # or AdamW
     * for step, rate in enumerate([.5, .5, .05]):
     *     for group in optimizer.param_groups: group['lr'] = rate
     *     for i, p in enumerate(w): p.grad = torch.tensor([((3 * i + 5 * step) % 7 - 3) / 8])
     *     # sgdw: for p, d in zip(w, decay): p.data.mul_(1 - rate * d)
     *     optimizer.step()
     * print([p.item() for p in w])
     * </pre>
     */
    private static final Map<Kind, double[]> PYTORCH = Map.of(
            Kind.SGD,
            new double[] {
                -0.19858437776565552,
                -0.04154140502214432,
                -0.31543591618537903,
                0.6804038882255554,
                0.20489060878753662,
                -0.0879804715514183,
                0.04336719214916229,
                0.44432419538497925,
                0.43015003204345703,
                0.06165001541376114,
                0.3487125039100647,
                -0.01978750340640545,
                0.54544997215271,
                0.7105125188827515
            },
            Kind.SGDW,
            new double[] {
                -0.2242906391620636,
                -0.05149765685200691,
                -0.30964216589927673,
                0.7039163708686829,
                0.32065320014953613,
                -0.11565548181533813,
                0.06209844350814819,
                0.5153679847717285,
                0.5854000449180603,
                0.2782125473022461,
                0.375712513923645,
                0.06852499395608902,
                0.6255499124526978,
                0.821831226348877
            },
            Kind.ADAM,
            new double[] {
                0.07562966644763947,
                0.6795554757118225,
                -0.7794333100318909,
                1.380829095840454,
                -0.12927837669849396,
                0.13402792811393738,
                -0.19257277250289917,
                0.6845861673355103,
                0.11260876804590225,
                0.08506812900304794,
                1.0821051597595215,
                -0.3466698229312897,
                0.8744122385978699,
                0.27030786871910095
            },
            Kind.ADAMW,
            new double[] {
                0.06901109218597412,
                0.20194746553897858,
                -0.8009015321731567,
                1.334834098815918,
                -0.1860366016626358,
                0.11432403326034546,
                -0.23899421095848083,
                0.7750642895698547,
                0.8349339962005615,
                -0.1599608063697815,
                0.9333947896957397,
                -0.41728177666664124,
                0.8751969933509827,
                0.49768057465553284
            });

    private static final int TRAINED = 14;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 2);
    }

    static Stream<Arguments> kindsAndLibraries() {
        return Stream.of(Kind.values())
                .flatMap(kind -> Stream.of(ComputeSpec.KernelLibrary.ONEDNN, ComputeSpec.KernelLibrary.ND4J)
                        .map(library -> Arguments.of(kind, library)));
    }

    private static OptimizerSpec optimizer(Kind kind) {
        return kind.isAdaptive()
                ? new OptimizerSpec(kind, 0.5, null, List.of(0.8, 0.95), 1e-3, null, null, null)
                : new OptimizerSpec(kind, 0.5, 0.9, null, null, null, null, null);
    }

    @ParameterizedTest
    @MethodSource("kindsAndLibraries")
    void stepsAgreeWithPyTorch(Kind kind, ComputeSpec.KernelLibrary library) {
        Network network = everyRole(library);
        for (TrainedParameter parameter : trained(network)) {
            network.parameters()
                    .putScalar(parameter.offset(), (parameter.index() % 5 - 2) / 4.0 + parameter.index() / 16.0);
        }
        Optimizer optimizer = new Optimizer(network, OBJECTIVE, optimizer(kind), 1);
        double[] learningRates = {0.5, 0.5, 0.05};
        for (int step = 0; step < learningRates.length; step++) {
            for (TrainedParameter parameter : trained(network)) {
                // A sum over a batch of 4.
                network.gradients()
                        .putScalar(parameter.offset(), 4 * ((3 * parameter.index() + 5 * step) % 7 - 3) / 8.0);
            }
            optimizer.step(learningRates[step], 4, step + 1);
        }
        for (TrainedParameter parameter : trained(network)) {
            assertThat(network.parameters().getDouble(parameter.offset()))
                    .isCloseTo(PYTORCH.get(kind)[parameter.index()], within(2e-7));
        }
    }

    /** Products with subnormal numbers take tens of times as long. */
    @Test
    void weightsWithOnlyWeightDecayAreFlushedToZero() {
        Network network = everyRole(ComputeSpec.KernelLibrary.ONEDNN);
        for (TrainedParameter parameter : trained(network)) {
            network.parameters()
                    .putScalar(parameter.offset(), (parameter.index() % 2 == 0 ? 1 : -1) * (1 + parameter.index()));
            network.gradients().putScalar(parameter.offset(), 0);
        }
        Optimizer optimizer = new Optimizer(network, OBJECTIVE, SGD, 1);
        for (int step = 0; step < 1000; step++) {
            optimizer.step(0.5, 4, step + 1);
            for (TrainedParameter parameter : trained(network)) {
                float weight = network.parameters().getFloat(parameter.offset());
                assertThat(weight == 0 || Math.abs(weight) >= Float.MIN_NORMAL)
                        .as("step %d: %s", step, weight)
                        .isTrue();
            }
        }
        FloatVector vector = optimizer.state().get("velocity");
        float[] velocity = new float[vector.length()];
        vector.read(0, velocity, velocity.length);
        for (TrainedParameter parameter : trained(network)) {
            assertThat(network.parameters().getFloat(parameter.offset())).isZero();
            assertThat(velocity[parameter.offset()]).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void runningStatisticsChangeByTheirGradientOnly(ComputeSpec.KernelLibrary library) {
        Network network = everyRole(library);
        Optimizer optimizer = new Optimizer(network, OBJECTIVE, SGD, 1);
        ParameterRange[] statistics = network.parameterRanges().stream()
                .filter(range -> range.role() == Role.RUNNING_STATISTIC)
                .toArray(ParameterRange[]::new);
        assertThat(statistics).isNotEmpty();
        for (ParameterRange range : statistics) {
            network.parameters().putScalar(range.offset(), 2);
            network.gradients().putScalar(range.offset(), 0.25);
        }
        optimizer.step(0.01, 4, 1);
        optimizer.step(0.01, 4, 2);
        for (ParameterRange range : statistics) {
            assertThat(network.parameters().getDouble(range.offset())).isEqualTo(1.5);
        }
    }

    @Test
    void penaltyIsHalfWeightDecayTimesSquaredNorms() {
        Network network = everyRole(ComputeSpec.KernelLibrary.ONEDNN);
        TinyNetworks.randomizeParameters(network, 5);
        double expected = 0;
        for (ParameterRange range : network.parameterRanges()) {
            double lambda = lambda(range.role());
            for (int i = range.offset(); i < range.offset() + range.length(); i++) {
                expected += lambda / 2 * Math.pow(network.parameters().getDouble(i), 2);
            }
        }
        assertThat(OBJECTIVE.penalty(network)).isCloseTo(expected, within(1e-12 * expected));
        assertThat(new Objective(Loss.MSE, WeightDecay.uniform(0), FeatureDecay.NONE).penalty(network))
                .isZero();
    }

    @Test
    void resultDoesNotDependOnThreads() {
        assertThat(parametersAfterSteps(2)).isEqualTo(parametersAfterSteps(1));
        assertThat(parametersAfterSteps(5)).isEqualTo(parametersAfterSteps(1));
    }

    /**
     * Blocks longer than a slice; expected values from the formula in double precision: two steps from random weights
     * and gradients.
     */
    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void parametersOfLongBlocksAgreeWithFormula(ComputeSpec.KernelLibrary library) {
        Network network = longBlocks(library);
        TinyNetworks.randomizeParameters(network, 3);
        Optimizer optimizer = new Optimizer(network, OBJECTIVE, SGD, 2);
        double[] weights = network.parameters().dup().data().asDouble();
        double[] velocity = new double[weights.length];
        for (int step = 0; step < 2; step++) {
            float[] gradient = TinyNetworks.normal(weights.length, step);
            network.gradients()
                    .assign(Nd4j.createFromArray(gradient)
                            .reshape(network.gradients().shape()));
            optimizer.step(0.1, 6, step + 1);
            for (ParameterRange range : network.parameterRanges()) {
                double lambda = lambda(range.role());
                for (int i = range.offset(); i < range.offset() + range.length(); i++) {
                    velocity[i] = 0.9 * velocity[i] + gradient[i] / 6 + lambda * weights[i];
                    weights[i] -= range.role() == Role.RUNNING_STATISTIC ? gradient[i] : 0.1 * velocity[i];
                }
            }
        }
        assertThat(network.parameters().dup().data().asDouble()).containsExactly(weights, within(1e-6));
    }

    /** As above, with Adam's formula. */
    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void adamOnLongBlocksAgreesWithFormula(ComputeSpec.KernelLibrary library) {
        Network network = longBlocks(library);
        TinyNetworks.randomizeParameters(network, 3);
        Optimizer optimizer = new Optimizer(network, OBJECTIVE, optimizer(Kind.ADAM), 2);
        double[] weights = network.parameters().dup().data().asDouble();
        double[] average = new double[weights.length];
        double[] square = new double[weights.length];
        for (int step = 1; step <= 3; step++) {
            float[] gradient = TinyNetworks.normal(weights.length, step);
            network.gradients()
                    .assign(Nd4j.createFromArray(gradient)
                            .reshape(network.gradients().shape()));
            optimizer.step(0.01, 6, step);
            for (ParameterRange range : network.parameterRanges()) {
                for (int i = range.offset(); i < range.offset() + range.length(); i++) {
                    double g = gradient[i] / 6 + lambda(range.role()) * weights[i];
                    average[i] = 0.8 * average[i] + 0.2 * g;
                    square[i] = 0.95 * square[i] + 0.05 * g * g;
                    double root = Math.sqrt(square[i] / (1 - Math.pow(0.95, step))) + 1e-3;
                    weights[i] -= range.role() == Role.RUNNING_STATISTIC
                            ? gradient[i]
                            : 0.01 * average[i] / (1 - Math.pow(0.8, step)) / root;
                }
            }
        }
        assertThat(network.parameters().dup().data().asDouble()).containsExactly(weights, within(2e-6));
    }

    /**
     * ND4J frees an array outside the heap once it is unreachable; new arrays would then reuse the velocity's memory.
     */
    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void velocitySurvivesGarbageCollection(ComputeSpec.KernelLibrary library) throws InterruptedException {
        Network network = everyRole(library);
        Optimizer optimizer = new Optimizer(
                network,
                new Objective(Loss.MSE, WeightDecay.uniform(0), FeatureDecay.NONE),
                OptimizerSpec.sgd(1.0, 0.5, null, null, null),
                1);
        int length = (int) network.parameters().length();
        int weight = trained(network)[0].offset();
        network.parameters().putScalar(weight, 0);
        network.gradients().putScalar(weight, 1);
        List<INDArray> newArrays = new ArrayList<>();
        for (int step = 0; step < 3; step++) {
            optimizer.step(1, 1, step + 1);
            System.gc();
            Thread.sleep(100);
            for (int i = 0; i < 100; i++) {
                newArrays.add(Nd4j.valueArrayOf(new long[] {length}, 1000f));
            }
        }
        // 1, then 1 + 3/2, then 1 + 3/2 + 7/4
        assertThat(network.parameters().getDouble(weight)).isEqualTo(-4.25);
        assertThat(newArrays).hasSize(300);
    }

    /** Returns a network whose blocks of parameters are longer than a slice. */
    private static Network longBlocks(ComputeSpec.KernelLibrary library) {
        return TinyNetworks.build(
                TinyNetworks.mlp(true, true, 70, 50),
                1,
                8,
                3,
                Loss.MSE,
                Backend.createKernels(library, Assertions::fail),
                1);
    }

    private static double lambda(Role role) {
        return switch (role) {
            case WEIGHT -> 0.1;
            case BIAS -> 0.2;
            case BATCH_NORM -> 0.3;
            case HEAD_WEIGHT -> 0.4;
            case RUNNING_STATISTIC -> 0;
        };
    }

    private static float[] parametersAfterSteps(int threads) {
        // Enough weights for several slices; the last slice of each block is shorter than the others.
        Network network = TinyNetworks.build(TinyNetworks.mlp(true, true, 70, 50), 1, 8, 3, Loss.MSE, 1);
        Optimizer optimizer = new Optimizer(network, OBJECTIVE, SGD, threads);
        float[] images = TinyNetworks.normal(6 * 64, 2);
        for (int step = 0; step < 3; step++) {
            network.computeGradients(images, new int[] {0, 1, 2, 0, 1, 2}, 6);
            optimizer.step(0.1, 6, step + 1);
        }
        return network.parameters().dup().data().asFloat();
    }

    private record TrainedParameter(int index, int offset) {}

    /**
     * Returns the positions of the parameters of {@link #PYTORCH} in the flat vector: weights, batch norm, head,
     * biases.
     */
    private static TrainedParameter[] trained(Network network) {
        TrainedParameter[] trained = new TrainedParameter[TRAINED];
        int i = 0;
        for (Role role : new Role[] {Role.WEIGHT, Role.BATCH_NORM, Role.HEAD_WEIGHT, Role.BIAS}) {
            for (ParameterRange range : network.parameterRanges()) {
                for (int j = 0; range.role() == role && j < range.length(); j++, i++) {
                    trained[i] = new TrainedParameter(i, range.offset() + j);
                }
            }
        }
        assertThat(i).isEqualTo(trained.length);
        return trained;
    }

    /**
     * Returns a network with two inputs, two normalized units, and two outputs with a bias: 4 weights, 4 parameters of
     * batch norm, 4 of the head, 2 biases.
     */
    private static Network everyRole(ComputeSpec.KernelLibrary library) {
        return TinyNetworks.build(
                TinyNetworks.mlp(true, true, 2),
                2,
                1,
                2,
                Loss.MSE,
                Backend.createKernels(library, Assertions::fail),
                1);
    }
}
