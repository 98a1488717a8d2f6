package org.ncollapse.ufm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The deep models' one-dimensional problem against φ itself on a grid. */
class DeepModelTest {

    private static final int CLASSES = 4;
    private static final int PER_CLASS = 50;
    private static final int GRID = 100_000;

    private static DeepModel deep(int factors, double decay) {
        return new DeepModel(
                CLASSES, PER_CLASS, Collections.nCopies(factors - 1, 6), Collections.nCopies(factors, decay), false);
    }

    private static double phi(int factors, double decay, double a) {
        double missing = a - Math.sqrt(PER_CLASS);
        return missing * missing / (2 * CLASSES * PER_CLASS) + factors / 2.0 * decay * Math.pow(a, 2.0 / factors);
    }

    private static double at(int point) {
        return Math.sqrt(PER_CLASS) * point / GRID;
    }

    /** The point of the grid where φ has its last local minimum; 0 where it has none but zero. */
    private static int lastLocalMinimum(int factors, double decay) {
        for (int i = GRID - 1; i > 0; i--) {
            double here = phi(factors, decay, at(i));
            if (here < phi(factors, decay, at(i - 1)) && here <= phi(factors, decay, at(i + 1))) {
                return i;
            }
        }
        return 0;
    }

    /** The λ at which a property is lost, by bisection. */
    private static double lost(DoublePredicate property) {
        double has = 1e-6;
        double hasNot = 1;
        for (int i = 0; i < 40; i++) {
            double middle = Math.sqrt(has * hasNot);
            if (property.test(middle)) {
                has = middle;
            } else {
                hasNot = middle;
            }
        }
        return has;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 6})
    void theJumpIsWherePhisLocalMinimumRisesAboveZeros(int factors) {
        double jump = lost(decay -> {
            int i = lastLocalMinimum(factors, decay);
            return i > 0 && phi(factors, decay, at(i)) < phi(factors, decay, 0);
        });
        assertThat(deep(factors, .001).predict().threshold().critical()).isCloseTo(jump, within(1e-6 * jump));
        assertThat(deep(factors, .9999 * jump).predict().logits().get(0, 0))
                .isCloseTo((factors - 2.0) / (factors - 1), within(1e-3));
        assertThat(deep(factors, 1.0001 * jump).predict().logits().get(0, 0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"3, 1.19", "5, 1.65"})
    void theLocalMinimumLivesOnBeyondTheJump(int factors, double times) {
        double end = lost(decay -> lastLocalMinimum(factors, decay) > 0);
        double jump = deep(factors, .001).predict().threshold().critical();
        assertThat(end / jump).isCloseTo(times, within(.005));
        assertThat(deep(factors, end * 1.0001).predictLocalMinimum()).isNull();
        assertThat(deep(factors, end * .9999).predictLocalMinimum().objective()).isGreaterThan(.5);
    }

    @ParameterizedTest
    @CsvSource({"3, .0001", "3, .6", "3, .999", "3, 1.1", "3, 1.19", "5, .01", "5, .9", "5, 1.5", "8, .7", "8, 1.9"})
    void theStationaryPointIsPhisLocalMinimum(int factors, double share) {
        double decay = share * deep(factors, .001).predict().threshold().critical();
        Prediction stationary = deep(factors, decay).predictLocalMinimum();
        int i = lastLocalMinimum(factors, decay);
        assertThat(stationary.logits().get(1, 1)).isCloseTo((double) i / GRID, within(2.0 / GRID));
        assertThat(stationary.objective()).isCloseTo(CLASSES * phi(factors, decay, at(i)), within(1e-9));
        double root = Math.sqrt(PER_CLASS) * stationary.logits().get(1, 1);
        assertThat(Math.pow(root, 1 - 2.0 / factors) * (Math.sqrt(PER_CLASS) - root) / (CLASSES * PER_CLASS))
                .isCloseTo(decay, within(1e-15));
    }

    @Test
    void bothSidesOfTheJumpSayWhereTheyAre() {
        double jump = deep(3, .001).predict().threshold().critical();
        assertThat(deep(3, .5 * jump).predict().remarks()).isEmpty();
        assertThat(deep(3, .95 * jump).predict().remarks())
                .singleElement()
                .asString()
                .contains("0.9500 times its critical value", "random starts");
        DeepModel beyond = deep(3, 1.1 * jump);
        assertThat(beyond.predict().threshold().isZero()).isTrue();
        assertThat(beyond.predict().objective()).isEqualTo(.5);
        assertThat(beyond.predict().remarks())
                .singleElement()
                .asString()
                .contains("1.100 times", "global minimum is at zero", "up to 1.191 times");
        assertThat(beyond.predictLocalMinimum().remarks())
                .hasSize(2)
                .element(1)
                .asString()
                .contains("not of the global one");
        assertThat(deep(3, 2 * jump).predict().remarks())
                .singleElement()
                .asString()
                .contains("no other minimum is left");
        assertThat(deep(3, .5 * jump).predictLocalMinimum().logits().get(0, 0))
                .isEqualTo(deep(3, .5 * jump).predict().logits().get(0, 0));
    }

    @Test
    void aPenaltyTooSmallToSeeInTheLogitsKeepsItsDigitsInTheObjective() {
        // To first order in λ the objective is K (F/2) λ̄ √n^(2/F), the data term being of second order.
        double decay = 1e-14;
        double first = CLASSES * 1.5 * decay * Math.cbrt(PER_CLASS);
        assertThat(deep(3, decay).predict().objective()).isCloseTo(first, within(1e-11 * first));
    }
}
