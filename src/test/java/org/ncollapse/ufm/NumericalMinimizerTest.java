package org.ncollapse.ufm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the closed forms with numerically found minima. */
class NumericalMinimizerTest {
    /**
     * The objectives and ‖h̄‖² of the first class at the head's input, computed by another program; NaN if not
     * computed.
     */
    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of(new PlainMseModel(4, 50, 20, .005, .005), .131421356, .121421356),
                Arguments.of(new PlainMseModel(4, 50, 20, .01, .001), .085442719, .407213595),
                Arguments.of(new PlainMseModel(4, 50, 20, .005, .005, .5), .126421356, Double.NaN),
                Arguments.of(new PlainCrossEntropyModel(4, 50, 20, .001, .002), .167700537, .343103323),
                Arguments.of(
                        new DeepModel(4, 50, List.of(20, 20), List.of(.002, .001, .0005), false), .021995073, .532190),
                Arguments.of(
                        new DeepModel(4, 50, List.of(20, 20), List.of(.002, .001, .0005), true), .021995073, .532190),
                Arguments.of(new ImbalancedModel(List.of(60, 30, 10, 4), 20, .02, .02), Double.NaN, .094432778));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void matchesNumbersOfAnotherProgram(UfmModel model, double objective, double squaredNorm) {
        NumericalMinimizer.Minimum minimum = NumericalMinimizer.minimize(model, 1, 2);
        if (!Double.isNaN(objective)) {
            assertThat(minimum.objective()).isCloseTo(objective, within(5.1e-10));
        }
        if (!Double.isNaN(squaredNorm)) {
            double digits = squaredNorm == .532190 ? 5.1e-7 : 1.1e-9;
            assertThat(Observation.of(model, minimum.state()).layers().get(0).squaredMeanNorms()[0])
                    .isCloseTo(squaredNorm, within(digits));
        }
    }

    static Stream<UfmModel> inEveryRegime() {
        double critical = Math.cbrt(.5) * Math.pow(50, 2 / 3.0) / 400;
        return Stream.of(
                new PlainMseModel(4, 50, 20, .005, .005),
                new PlainMseModel(4, 50, 20, .005, .005, .5),
                // a_common = 0 while a > 0.
                new PlainMseModel(4, 50, 20, .02, .02, .5),
                new PlainMseModel(4, 50, 3, .005, .005, 0),
                // c > 1.
                new PlainMseModel(4, 50, 20, .05, .05),
                new PlainMseModel(4, 50, 20, .05, .05, .5),
                new PlainCrossEntropyModel(4, 50, 20, .001, .002, .5),
                new PlainCrossEntropyModel(4, 50, 3, .001, .002, 0),
                // s > 1/K.
                new PlainCrossEntropyModel(4, 50, 20, .04, .04, 0),
                new ImbalancedModel(List.of(60, 30, 10, 4), 20, .02, .02),
                new ImbalancedModel(List.of(60, 30, 10, 4), 20, .002, .01),
                new DeepModel(4, 50, List.of(20, 7), List.of(.002, .001, .0005), false),
                new DeepModel(4, 50, List.of(7, 20), List.of(.002, .001, .0005), true),
                new DeepModel(4, 50, List.of(20, 20), List.of(.99 * critical, .99 * critical, .99 * critical), false),
                new DeepModel(4, 50, List.of(20, 20), List.of(.99 * critical, .99 * critical, .99 * critical), true),
                new DeepModel(
                        4, 50, List.of(20, 20), List.of(1.01 * critical, 1.01 * critical, 1.01 * critical), false),
                new DeepModel(4, 50, List.of(20, 20), List.of(1.01 * critical, 1.01 * critical, 1.01 * critical), true),
                new DeepModel(4, 50, List.of(20, 6, 10, 20, 5), List.of(.002, .001, .0005, .001, .003, .0005), false));
    }

    @ParameterizedTest
    @MethodSource("inEveryRegime")
    void minimumMatchesClosedForm(UfmModel model) {
        Prediction prediction = model.predict();
        NumericalMinimizer.Minimum minimum = NumericalMinimizer.minimize(model, 3, 2);
        assertThat(minimum.objective())
                .isCloseTo(prediction.objective(), within(1e-10))
                .isGreaterThan(prediction.objective() - 1e-12);
        for (PredictionComparison row : PredictionComparison.of(prediction, Observation.of(model, minimum.state()))) {
            if (row.predicted() == 0) {
                assertThat(row.observed()).as("%s", row).isCloseTo(0, within(1e-6));
            } else {
                assertThat(row.relativeError()).as("%s", row).isLessThan(1e-6);
            }
        }
    }

    /** Zero is stationary, and direct starts alone end there or with some singular values at zero. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nearTheCriticalStrengthNoStartIsBelowTheClosedForm(boolean relu) {
        double decay = .9 * Math.cbrt(.5) * Math.pow(50, 2 / 3.0) / 400;
        UfmModel model = new DeepModel(4, 50, List.of(20, 20), List.of(decay, decay, decay), relu);
        double closed = model.predict().objective();
        double lowest = Double.POSITIVE_INFINITY;
        for (int seed = 0; seed < 10; seed++) {
            double objective = NumericalMinimizer.minimize(model, seed, 1).objective();
            assertThat(objective).isGreaterThan(closed - 1e-12);
            lowest = Math.min(lowest, objective);
        }
        assertThat(lowest).isCloseTo(closed, within(1e-10));
    }

    /**
     * Each of the K singular values of WH̄ adds (1 − a)²/2K + ca/K, and K − 1 dimensions leave one of them at zero:
     * 1/2K in place of (c − c²/2)/K.
     */
    @Test
    void oneMissingDimensionCostsOneSingularValue() {
        UfmModel narrow = new PlainMseModel(4, 50, 3, .005, .005);
        double c = Math.sqrt(2) / 10;
        assertThat(narrow.widthProblem()).isPresent();
        assertThat(NumericalMinimizer.minimize(narrow, 1, 2).objective())
                .isCloseTo(c * c / 2 + c * (1 - c) + (1 - c) * (1 - c) / 8, within(1e-10));
    }

    @Test
    void sameSeedFindsSameMinimum() {
        UfmModel model = new PlainMseModel(3, 4, 5, .02, .01, 0);
        Objective objective = new Objective(model);
        NumericalMinimizer.Minimum minimum = NumericalMinimizer.minimize(model, 8, 2);
        assertThat(objective.pack(NumericalMinimizer.minimize(model, 8, 2).state()))
                .containsExactly(objective.pack(minimum.state()));
        assertThat(objective.value(minimum.state())).isEqualTo(minimum.objective());
        assertThatThrownBy(() -> NumericalMinimizer.minimize(model, 8, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("start");
    }
}
