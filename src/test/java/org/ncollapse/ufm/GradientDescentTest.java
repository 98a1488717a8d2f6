package org.ncollapse.ufm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientDescentTest {
    @ParameterizedTest
    @MethodSource("org.ncollapse.ufm.SmallModels#all")
    void stepsMatchNaiveImplementation(UfmModel model) {
        UfmState start = UfmState.gaussian(model, .4, 7);
        NaiveUfm loops = new NaiveUfm(model, start);
        GradientDescent descent = new GradientDescent(model, start, .1);
        for (int i = 0; i < 50; i++) {
            loops.step(.1);
        }
        descent.step(50);
        assertThat(descent.iterations()).isEqualTo(50);
        assertThat(new Objective(model).pack(descent.state())).containsExactly(loops.variables(), within(1e-12));
        assertThat(descent.currentObjective()).isCloseTo(loops.objective(), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("org.ncollapse.ufm.SmallModels#all")
    void objectiveNeverIncreases(UfmModel model) {
        GradientDescent descent = new GradientDescent(model, UfmState.gaussian(model, .4, 7), .1);
        double before = descent.currentObjective();
        for (int i = 0; i < 200; i++) {
            descent.step(1);
            assertThat(descent.currentObjective()).isLessThan(before);
            before = descent.currentObjective();
        }
    }

    @Test
    void sameStartGivesSameBytesForAnySplitOfTheSteps() {
        UfmModel model = new DeepModel(4, 50, List.of(20, 20), List.of(.005, .005, .005), true);
        GradientDescent once = new GradientDescent(model, UfmState.gaussian(model, .5, 3), .1);
        once.step(300);
        UfmState start = UfmState.gaussian(model, .5, 3);
        GradientDescent inParts = new GradientDescent(model, start, .1);
        start.features().zero();
        inParts.step(100);
        inParts.state().features().zero();
        inParts.step(200);
        Objective objective = new Objective(model);
        assertThat(objective.pack(inParts.state())).containsExactly(objective.pack(once.state()));
    }

    /**
     * The paper's setting: c = 4√50 · .005 = √2/10, and from a standard normal start the objective comes down to the
     * closed form's.
     */
    @Test
    void plainModelOfThePaperReachesTheGlobalMinimum() {
        UfmModel model = new PlainMseModel(4, 50, 20, .005, .005);
        double c = Math.sqrt(2) / 10;
        GradientDescent descent = new GradientDescent(model, UfmState.gaussian(model, 1, 1), .1);
        descent.step(30_000);
        assertThat(descent.currentObjective()).isCloseTo(c * c / 2 + c * (1 - c), within(1e-10));
    }

    @Test
    void rejectsInvalidLearningRate() {
        UfmModel model = new PlainMseModel(2, 2, 2, .1, .1);
        for (double step : new double[] {0, -.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new GradientDescent(model, UfmState.gaussian(model, 1, 1), step))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("learning rate");
        }
    }
}
