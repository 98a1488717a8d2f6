package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ncollapse.ufm.Imbalanced;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.PlainCrossEntropy;
import org.ncollapse.ufm.PlainMse;

/**
 * Of a model's own descent, whose penalties are known, both estimates are its strength in units of where it vanishes.
 */
class PlainStrengthTest {
    private static final double NONE = Double.POSITIVE_INFINITY;
    private static final int WIDTH = 20;

    @Test
    void underSquaredErrorBothAreC() {
        // c = K√(nλ_Wλ_H) = 4√(50 · .005²) = .1414 and 4√(50 · .02²) = .5657
        assertStrength(new PlainMse(4, 50, WIDTH, .005, .005, NONE), 4 * Math.sqrt(50) * .005, 1e-3);
        assertStrength(new PlainMse(4, 50, WIDTH, .04, .01, NONE), 4 * Math.sqrt(50) * .02, 1e-4);
        assertStrength(new PlainMse(4, 50, WIDTH, .02, .02, 0), 4 * Math.sqrt(50) * .02, 1e-4);
    }

    @Test
    void underCrossEntropyBothAreKTimesS() {
        // s = √(nλ_Wλ_H) = √50 · .01, and the minimiser vanishes at 1/K
        assertStrength(new PlainCrossEntropy(4, 50, WIDTH, .01, .01, NONE), 4 * Math.sqrt(50) * .01, 1e-3);
    }

    @Test
    void ofUnequalClassesTheThresholdIsThatOfTheLargest() {
        // A class vanishes where N√(λ_Wλ_H) = √n_k: 104 · .02 beside √60.
        assertStrength(new Imbalanced(List.of(60, 30, 14), WIDTH, .02, .02), 104 * .02 / Math.sqrt(60), 1e-3);
    }

    @Test
    void beyondTheThresholdThereIsNothingToBalance() {
        // c = 4√50 · .05 = 1.41
        PlainStrength strength = end(new PlainMse(4, 50, WIDTH, .05, .05, NONE));
        assertThat(strength.vanished()).isTrue();
        assertThat(strength.shrinkage()).isCloseTo(1, within(1e-3));
        assertThat(strength.balance()).isNaN();
        assertThat(strength.residual()).isNaN();
        assertThat(end(new PlainCrossEntropy(4, 50, WIDTH, .05, .05, NONE)).vanished())
                .isTrue();
    }

    @Test
    void withoutDecayOfTheHeadTheBalanceIsZero() {
        Model model = new PlainMse(4, 50, WIDTH, .005, .005, NONE);
        CapturedEpoch epoch = epoch(model);
        PlainStrength strength =
                PlainStrength.of(new RunFacts(model.counts(), false, false, 0, 0, 0, false), WIDTH, epoch);
        assertThat(strength.balance()).isZero();
        assertThat(strength.shrinkage()).isCloseTo(4 * Math.sqrt(50) * .005, within(1e-3));
        assertThat(strength.vanished()).isFalse();
    }

    @Test
    void whereNoClosedFormExistsThereIsNoStrength() {
        Model model = new PlainMse(4, 50, WIDTH, .005, .005, NONE);
        CapturedEpoch epoch = epoch(model);
        assertThat(PlainStrength.of(DescentEvidence.facts(model), 3, epoch))
                .as("narrower than the classes")
                .isEqualTo(PlainStrength.UNDEFINED);
        for (List<Integer> counts : List.of(List.of(80, 40, 40, 40), List.of(100, 100, 0, 0))) {
            assertThat(PlainStrength.of(new RunFacts(counts, false, true, .005, 0, .005, false), WIDTH, epoch))
                    .isEqualTo(PlainStrength.UNDEFINED);
            assertThat(PlainStrength.of(new RunFacts(counts, true, false, .005, 0, 0, false), WIDTH, epoch))
                    .isEqualTo(PlainStrength.UNDEFINED);
        }
        epoch.logits().set(0, 0, Double.NaN);
        PlainStrength broken = PlainStrength.of(DescentEvidence.facts(model), WIDTH, epoch);
        assertThat(broken).isEqualTo(PlainStrength.UNDEFINED);
        assertThat(broken.vanished()).isFalse();
    }

    private static void assertStrength(Model model, double expected, double tolerance) {
        PlainStrength strength = end(model);
        assertThat(strength.balance()).isCloseTo(expected, within(tolerance));
        assertThat(strength.shrinkage()).isCloseTo(expected, within(tolerance));
        assertThat(strength.residual()).isLessThan(tolerance);
        assertThat(strength.vanished()).isFalse();
    }

    private static PlainStrength end(Model model) {
        return PlainStrength.of(DescentEvidence.facts(model), WIDTH, epoch(model));
    }

    private static CapturedEpoch epoch(Model model) {
        return DescentEvidence.of(model, DescentEvidence.balancedStart(model), .1, 20_000, 1)
                .last();
    }
}
