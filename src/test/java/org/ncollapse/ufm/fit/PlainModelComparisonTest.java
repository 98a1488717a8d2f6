package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ncollapse.ufm.ImbalancedModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.fit.PlainModelComparison.Values;

/** The end of a model's own gradient descent against numbers computed from the published formulas by hand. */
class PlainModelComparisonTest {

    private static PlainModelComparison compared(UfmModel model) {
        CapturedEpoch end = GradientDescentFitInput.of(
                        model, GradientDescentFitInput.balancedStart(model), .1, 20_000, 1)
                .last();
        return PlainModelComparison.of(GradientDescentFitInput.settings(model), .005, 20, end)
                .orElseThrow();
    }

    private static void assertValues(Values values, Values expected, double tolerance) {
        assertThat(values.meanSquaredNorm()).isCloseTo(expected.meanSquaredNorm(), within(tolerance));
        assertThat(values.headSquaredNorm()).isCloseTo(expected.headSquaredNorm(), within(50 * tolerance));
        assertThat(values.objective()).isCloseTo(expected.objective(), within(tolerance));
        assertThat(values.trueLogit()).isCloseTo(expected.trueLogit(), within(tolerance));
        assertThat(values.otherLogits()).isCloseTo(expected.otherLogits(), within(tolerance));
        assertThat(values.otherProducts()).isCloseTo(expected.otherProducts(), within(tolerance));
    }

    @Test
    void withoutBias() {
        // c = 4√(50 · .005²) = .141421356; ‖h̄‖² = (1 − c)/√50; ‖W‖² = 50 · 4 ‖h̄‖²; c²/2 + √50 · .005 · 4 (1 − c)
        Values expected = new Values(.121421356, 24.2842712, .131421356, .858578644, 0, 0);
        PlainModelComparison comparison = compared(new PlainMseModel(4, 50, 20, .005, .005));
        assertThat(comparison.strength()).isCloseTo(.141421356, within(1e-9));
        assertValues(comparison.predicted(), expected, 1e-9);
        assertValues(comparison.observed(), expected, 1e-4);
    }

    @Test
    void withBias() {
        // λ_b = .5: a = .858578644, a_u = 1 − 3c = .575735931, b = .070710678; logits aI + (a_u − a)J/4 + b
        Values expected = new Values(
                (3 * .858578644 + .575735931) / 4 / Math.sqrt(50),
                50 * (3 * .858578644 + .575735931) / Math.sqrt(50),
                .126421356,
                (3 * .858578644 + .575735931) / 4 + .070710678,
                Math.abs((.575735931 - .858578644) / 4 + .070710678),
                (.858578644 - .575735931) / 4 / Math.sqrt(50));
        PlainModelComparison comparison = compared(new PlainMseModel(4, 50, 20, .005, .005, .5));
        assertValues(comparison.predicted(), expected, 1e-8);
        assertValues(comparison.observed(), expected, 1e-4);
    }

    @Test
    void nothingToCompareWithoutPenaltyOrWithUnequalClasses() {
        UfmModel model = new PlainMseModel(4, 50, 20, .005, .005);
        CapturedEpoch epoch = GradientDescentFitInput.of(model, GradientDescentFitInput.balancedStart(model), .1, 10, 1)
                .last();
        RunSettings settings = GradientDescentFitInput.settings(model);
        assertThat(PlainModelComparison.of(settings, 0, 20, epoch)).isEmpty();
        assertThat(PlainModelComparison.of(settings, .005, 3, epoch))
                .as("narrower than K")
                .isEmpty();
        RunSettings unequal =
                GradientDescentFitInput.settings(new ImbalancedModel(List.of(60, 50, 50, 40), 20, .005, .005));
        assertThat(PlainModelComparison.of(unequal, .005, 20, epoch)).isEmpty();
    }
}
