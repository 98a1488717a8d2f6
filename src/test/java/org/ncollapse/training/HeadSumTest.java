package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterRange;
import org.ncollapse.network.ParameterRange.Role;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.OptimizerSpec.Kind;
import org.ncollapse.spec.WeightDecay;

/**
 * NC0 = ‖Σ_k w_k‖ under cross-entropy, as docs/metrics.md states it: the loss gives the sum of the head's rows no
 * gradient.
 */
class HeadSumTest {

    private static final int CLASSES = 3;
    private static final int WIDTH = 6;
    private static final int STEPS = 20;
    private static final double RATE = 0.05;
    private static final double DECAY = 0.3;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 1);
    }

    /** Returns NC0 after some steps, divided by NC0 at the start. */
    private static double ratio(OptimizerSpec spec) {
        Network network = TinyNetworks.build(TinyNetworks.mlp(true, true, WIDTH), 1, 4, CLASSES, Loss.CROSS_ENTROPY, 3);
        Objective objective = new Objective(Loss.CROSS_ENTROPY, WeightDecay.uniform(DECAY), FeatureDecay.NONE);
        Optimizer optimizer = new Optimizer(network, objective, spec, 1);
        double start = nc0(network);
        for (int step = 1; step <= STEPS; step++) {
            network.computeGradients(TinyNetworks.normal(9 * 16, step), TinyNetworks.labels(9, CLASSES, step), 9);
            optimizer.step(RATE, 9, step);
        }
        return nc0(network) / start;
    }

    private static double nc0(Network network) {
        ParameterRange head = network.parameterRanges().stream()
                .filter(range -> range.role() == Role.HEAD_WEIGHT)
                .findFirst()
                .orElseThrow();
        double square = 0;
        for (int j = 0; j < WIDTH; j++) {
            double sum = 0;
            for (int k = 0; k < CLASSES; k++) {
                sum += network.parameters().getDouble(head.offset() + k * WIDTH + j);
            }
            square += sum * sum;
        }
        return Math.sqrt(square);
    }

    @ParameterizedTest
    @EnumSource(names = {"SGD", "SGDW"})
    void sgdWithoutMomentumShrinksItByWeightDecayAlone(Kind kind) {
        assertThat(ratio(new OptimizerSpec(kind, RATE, 0.0, null, null, null, null, null)))
                .isCloseTo(Math.pow(1 - RATE * DECAY, STEPS), within(1e-5));
    }

    /**
     * Adam divides each entry of the gradient by another number, so that the gradients of the rows no longer cancel.
     */
    @Test
    void adamMovesIt() {
        assertThat(ratio(new OptimizerSpec(Kind.ADAMW, RATE, null, null, null, null, null, null)))
                .isNotCloseTo(Math.pow(1 - RATE * DECAY, STEPS), within(0.05));
    }
}
