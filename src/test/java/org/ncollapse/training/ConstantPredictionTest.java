package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ncollapse.spec.ObjectiveSpec.Loss;

class ConstantPredictionTest {

    private static final int[] COUNTS = {50, 25, 25, 0};

    /** Output p = (½, ¼, ¼, 0): ½·[½(¼ + 2/16) + 2·¼(¼ + 9/16 + 1/16)] = 5/16. */
    @Test
    void mseIsHalfTheGiniImpurity() {
        ConstantPrediction constant = ConstantPrediction.of(Loss.MSE, COUNTS);
        assertThat(constant.loss()).isCloseTo(5 / 16.0, within(1e-15));
        assertThat(constant.error()).isEqualTo(0.5);
    }

    /** Entropy of (½, ¼, ¼, 0): 1.5 bits. */
    @Test
    void crossEntropyIsTheEntropy() {
        assertThat(ConstantPrediction.of(Loss.CROSS_ENTROPY, COUNTS).loss())
                .isCloseTo(1.5 * Math.log(2), within(1e-15));
    }

    @Test
    void betterLossOrBetterErrorIsProgress() {
        ConstantPrediction constant = ConstantPrediction.of(Loss.MSE, COUNTS);
        assertThat(constant.isAsGoodAs(0.32, 0.5)).isTrue();
        assertThat(constant.isAsGoodAs(0.5, 0.75)).isTrue();
        assertThat(constant.isAsGoodAs(0.29, 0.5)).isFalse();
        assertThat(constant.isAsGoodAs(0.32, 0.4)).isFalse();
        assertThat(constant.isAsGoodAs(Double.NaN, 0.5)).isFalse();
    }
}
