package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.ufm.ImbalancedModel;
import org.ncollapse.ufm.PlainCrossEntropyModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.UfmModel;

/** Both estimates recover the known strength, divided by the critical strength, from a model's own gradient descent. */
class PlainModelStrengthTest {
    private static final int WIDTH = 20;

    @Test
    void estimatesAreCUnderSquaredError() {
        // c = K√(nλ_Wλ_H) = 4√(50 · .005²) = .1414 and 4√(50 · .02²) = .5657
        assertStrength(new PlainMseModel(4, 50, WIDTH, .005, .005), 4 * Math.sqrt(50) * .005, 1e-3);
        assertStrength(new PlainMseModel(4, 50, WIDTH, .04, .01), 4 * Math.sqrt(50) * .02, 1e-4);
        assertStrength(new PlainMseModel(4, 50, WIDTH, .02, .02, 0), 4 * Math.sqrt(50) * .02, 1e-4);
    }

    @Test
    void estimatesAreKTimesSUnderCrossEntropy() {
        // s = √(nλ_Wλ_H) = √50 · .01, and the minimizer becomes zero at 1/K
        assertStrength(new PlainCrossEntropyModel(4, 50, WIDTH, .01, .01), 4 * Math.sqrt(50) * .01, 1e-3);
    }

    @Test
    void criticalStrengthOfUnequalClassesIsThatOfTheLargest() {
        // A class becomes zero where N√(λ_Wλ_H) = √n_k: 104 · .02 compared with √60.
        assertStrength(new ImbalancedModel(List.of(60, 30, 14), WIDTH, .02, .02), 104 * .02 / Math.sqrt(60), 1e-3);
    }

    @Test
    void beyondTheThresholdBalanceIsUndefined() {
        // c = 4√50 · .05 = 1.41
        PlainModelStrength strength = end(new PlainMseModel(4, 50, WIDTH, .05, .05));
        assertThat(strength.isZeroSolution()).isTrue();
        assertThat(strength.byShrinkage()).isCloseTo(1, within(1e-3));
        assertThat(strength.byBalance()).isNaN();
        assertThat(strength.residual()).isNaN();
        assertThat(end(new PlainCrossEntropyModel(4, 50, WIDTH, .05, .05)).isZeroSolution())
                .isTrue();
    }

    @Test
    void balanceIsZeroWithoutWeightDecayOfTheHead() {
        UfmModel model = new PlainMseModel(4, 50, WIDTH, .005, .005);
        CapturedEpoch epoch = epoch(model);
        PlainModelStrength strength = PlainModelStrength.of(
                new RunSettings(
                        model.classCounts(), false, false, 0, 0, 0, false, OptimizerSpec.Kind.SGD, FeatureDecay.NONE),
                WIDTH,
                epoch);
        assertThat(strength.byBalance()).isZero();
        assertThat(strength.byShrinkage()).isCloseTo(4 * Math.sqrt(50) * .005, within(1e-3));
        assertThat(strength.isZeroSolution()).isFalse();
    }

    @Test
    void undefinedWithoutClosedForm() {
        UfmModel model = new PlainMseModel(4, 50, WIDTH, .005, .005);
        CapturedEpoch epoch = epoch(model);
        assertThat(PlainModelStrength.of(GradientDescentFitInput.settings(model), 3, epoch))
                .as("narrower than the classes")
                .isEqualTo(PlainModelStrength.UNDEFINED);
        for (List<Integer> counts : List.of(List.of(80, 40, 40, 40), List.of(100, 100, 0, 0))) {
            assertThat(PlainModelStrength.of(
                            new RunSettings(
                                    counts,
                                    false,
                                    true,
                                    .005,
                                    0,
                                    .005,
                                    false,
                                    OptimizerSpec.Kind.SGD,
                                    FeatureDecay.NONE),
                            WIDTH,
                            epoch))
                    .isEqualTo(PlainModelStrength.UNDEFINED);
            assertThat(PlainModelStrength.of(
                            new RunSettings(
                                    counts, true, false, .005, 0, 0, false, OptimizerSpec.Kind.SGD, FeatureDecay.NONE),
                            WIDTH,
                            epoch))
                    .isEqualTo(PlainModelStrength.UNDEFINED);
        }
        epoch.head().logits().set(0, 0, Double.NaN);
        PlainModelStrength broken = PlainModelStrength.of(GradientDescentFitInput.settings(model), WIDTH, epoch);
        assertThat(broken).isEqualTo(PlainModelStrength.UNDEFINED);
        assertThat(broken.isZeroSolution()).isFalse();
    }

    private static void assertStrength(UfmModel model, double expected, double tolerance) {
        PlainModelStrength strength = end(model);
        assertThat(strength.byBalance()).isCloseTo(expected, within(tolerance));
        assertThat(strength.byShrinkage()).isCloseTo(expected, within(tolerance));
        assertThat(strength.residual()).isLessThan(tolerance);
        assertThat(strength.isZeroSolution()).isFalse();
    }

    private static PlainModelStrength end(UfmModel model) {
        return PlainModelStrength.of(GradientDescentFitInput.settings(model), WIDTH, epoch(model));
    }

    private static CapturedEpoch epoch(UfmModel model) {
        return GradientDescentFitInput.of(model, GradientDescentFitInput.balancedStart(model), .1, 20_000, 1)
                .last();
    }
}
