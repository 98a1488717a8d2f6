package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

/** Recovers known coefficients from logits. */
class LogitShrinkageTest {
    private static final Offset<Double> ROUNDING = within(1e-14);

    @Test
    void plainFormIsRecoveredWithoutTheBias() {
        // .8 (I − J/2) + .3 J/2 + b1ᵀ, b = (.1, .25)
        DMatrixRMaj logits =
                new DMatrixRMaj(2, 2, true, .4 + .15 + .1, -.4 + .15 + .1, -.4 + .15 + .25, .4 + .15 + .25);
        LogitShrinkage shrinkage = LogitShrinkage.ofPlainMse(logits, new double[] {.1, .25});
        assertThat(shrinkage.coefficient()).isCloseTo(.8, ROUNDING);
        assertThat(shrinkage.commonCoefficient()).isCloseTo(.3, ROUNDING);
        // The deviation of b from its mean is not part of the form: (b − b̄)1ᵀ has norm .15, the logits √1.085.
        assertThat(shrinkage.residual()).isCloseTo(.15 / Math.sqrt(1.085), ROUNDING);
    }

    @Test
    void plainFormWithoutBiasIsRecovered() {
        // .8 (I − J/2) + .3 J/2
        LogitShrinkage shrinkage = LogitShrinkage.ofPlainMse(new DMatrixRMaj(2, 2, true, .55, -.25, -.25, .55), null);
        assertThat(shrinkage.coefficient()).isCloseTo(.8, ROUNDING);
        assertThat(shrinkage.commonCoefficient()).isCloseTo(.3, ROUNDING);
        assertThat(shrinkage.residual()).isCloseTo(0, ROUNDING);
    }

    @Test
    void deviationFromTheFormIsTheResidual() {
        // .6 I and, orthogonal to it, an antisymmetric part of norm .8·√2: together of squared norm .72 + 1.28 = 2
        DMatrixRMaj logits = new DMatrixRMaj(2, 2, true, .6, .8, -.8, .6);
        LogitShrinkage shrinkage = LogitShrinkage.ofExtended(logits);
        assertThat(shrinkage.coefficient()).isCloseTo(.6, ROUNDING);
        assertThat(shrinkage.residual()).isCloseTo(.8, ROUNDING);
    }

    @Test
    void offsetsDoNotChangeTheLogitGap() {
        DMatrixRMaj logits = CommonOps_DDRM.identity(3);
        CommonOps_DDRM.scale(4.5, logits);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                logits.add(i, j, 10.0 * j);
            }
        }
        LogitShrinkage gap = LogitShrinkage.ofCrossEntropy(logits);
        assertThat(gap.coefficient()).isCloseTo(4.5, within(1e-13));
        assertThat(gap.residual()).isCloseTo(0, within(1e-13));
    }

    @Test
    void zeroClassDoesNotAffectTheOthers() {
        // q = 1.5 with classes of 36, 9 and 1: logits 1 − q/√n of .75 and .5, and zero for the last, whose root is
        // below q.
        DMatrixRMaj logits = CommonOps_DDRM.diag(.75, .5, 0);
        LogitShrinkage shrinkage = LogitShrinkage.ofImbalanced(logits, List.of(36, 9, 1));
        assertThat(shrinkage.coefficient()).isCloseTo(1.5, ROUNDING);
        assertThat(shrinkage.residual()).isCloseTo(0, ROUNDING);
    }
}
