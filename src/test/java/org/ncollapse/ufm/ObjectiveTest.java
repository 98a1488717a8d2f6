package org.ncollapse.ufm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectiveTest {
    @ParameterizedTest
    @MethodSource("org.ncollapse.ufm.SmallModels#all")
    void valueMatchesTheFormula(UfmModel model) {
        UfmState state = UfmState.gaussian(model, 1, 4);
        double expected = new NaiveUfm(model, state).objective();
        assertThat(new Objective(model).value(state)).isCloseTo(expected, within(1e-13 * expected));
    }

    @ParameterizedTest
    @MethodSource("org.ncollapse.ufm.SmallModels#all")
    void gradientMatchesCentralDifferences(UfmModel model) {
        double step = 1e-5;
        UfmState state = UfmState.gaussian(model, 1, 4);
        if (model.relu()) {
            // No ReLU input changes its sign within the differences.
            for (double[] row : new NaiveUfm(model, state).preActivations()) {
                assertThat(Arrays.stream(row).map(Math::abs).min().getAsDouble())
                        .isGreaterThan(100 * step);
            }
        }
        Objective objective = new Objective(model);
        double[] x = objective.pack(state);
        double[] gradient = new double[x.length];
        assertThat(objective.valueAndGradient(x, gradient)).isEqualTo(objective.value(x));
        double square = 0;
        double distance = 0;
        for (int i = 0; i < x.length; i++) {
            double here = x[i];
            x[i] = here + step;
            double above = objective.value(x);
            x[i] = here - step;
            double difference = (above - objective.value(x)) / (2 * step);
            x[i] = here;
            square += difference * difference;
            distance += (gradient[i] - difference) * (gradient[i] - difference);
        }
        assertThat(Math.sqrt(distance / square)).isLessThan(1e-8);
    }

    @ParameterizedTest
    @MethodSource("org.ncollapse.ufm.SmallModels#all")
    void unpackInvertsPack(UfmModel model) {
        UfmState state = UfmState.gaussian(model, 1, 5);
        Objective objective = new Objective(model);
        double[] x = objective.pack(state);
        assertThat(Arrays.stream(x).distinct().count()).isEqualTo(x.length).isEqualTo(objective.size());
        UfmState back = objective.unpack(x);
        Arrays.fill(x, 0);
        assertThat(back.features().data).containsExactly(state.features().data);
        for (int l = 0; l < state.weights().size(); l++) {
            assertThat(back.weights().get(l).data)
                    .containsExactly(state.weights().get(l).data);
        }
        assertThat(back.bias()).isEqualTo(state.bias());
    }

    @Test
    void zeroStateHasNoPenalty() {
        UfmModel mse = new PlainMseModel(4, 5, 6, .1, .1, 1);
        assertThat(new Objective(mse).value(UfmState.gaussian(mse, 0, 0))).isCloseTo(.5, within(1e-15));
        UfmModel crossEntropy = new PlainCrossEntropyModel(4, 5, 6, .1, .1, 1);
        assertThat(new Objective(crossEntropy).value(UfmState.gaussian(crossEntropy, 0, 0)))
                .isCloseTo(Math.log(4), within(1e-15));
        // All outputs are equal there, and the lowest class has them.
        assertThat(new Objective(mse).errorRate(UfmState.gaussian(mse, 0, 0))).isEqualTo(.75);
    }

    @Test
    void lossAndErrorRateIgnorePenalties() {
        UfmModel model = new PlainMseModel(2, 2, 2, 10, 10, 10);
        UfmState state = new UfmState(
                List.of(new DMatrixRMaj(new double[][] {{1, 0}, {0, 1}})),
                new DMatrixRMaj(new double[][] {{1, 0}, {-.5, .5}, {0, 1}, {0, 3}}),
                new double[] {0, 0});
        // Outputs are the features: residuals 0, (−1.5, .5), 0, (0, 2), and the second sample lies on the other side.
        assertThat(new Objective(model).loss(state)).isEqualTo((2.25 + .25 + 4) / 8);
        assertThat(new Objective(model).errorRate(state)).isEqualTo(.25);
    }

    @Test
    void crossEntropyIsFiniteForOutputsWhoseExponentialsOverflow() {
        UfmModel model = new PlainCrossEntropyModel(2, 1, 1, 1e-9, 1e-9);
        UfmState wrong = new UfmState(
                List.of(new DMatrixRMaj(new double[][] {{1}, {-1}})),
                new DMatrixRMaj(new double[][] {{-2000}, {-2000}}),
                null);
        Objective objective = new Objective(model);
        // The first sample is wrong by 4000, the second right by as much.
        assertThat(objective.loss(wrong)).isEqualTo(2000);
        double[] gradient = new double[objective.size()];
        objective.valueAndGradient(objective.pack(wrong), gradient);
        assertThat(gradient[2]).isCloseTo(-1 - 1e-9 * 2000, within(1e-12));
        assertThat(gradient[3]).isCloseTo(-1e-9 * 2000, within(1e-12));
    }

    @Test
    void rejectsStateOfAnotherModel() {
        Objective objective = new Objective(new PlainMseModel(3, 4, 5, .1, .1));
        assertThatThrownBy(() -> objective.value(UfmState.gaussian(new PlainMseModel(3, 4, 6, .1, .1), 1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3×6")
                .hasMessageContaining("3×5");
        assertThatThrownBy(() -> objective.value(UfmState.gaussian(new PlainMseModel(3, 4, 5, .1, .1, 0), 1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bias");
    }
}
