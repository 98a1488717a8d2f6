package org.ncollapse.ufm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the closed forms for the deep models with φ on a grid. */
class DeepModelTest {

    private static final int CLASSES = 4;
    private static final int PER_CLASS = 50;
    private static final int GRID = 100_000;

    private static DeepModel deep(int factors, double penalty) {
        return new DeepModel(
                CLASSES, PER_CLASS, Collections.nCopies(factors - 1, 6), Collections.nCopies(factors, penalty), false);
    }

    private static double phi(int factors, double penalty, double a) {
        double difference = a - Math.sqrt(PER_CLASS);
        return difference * difference / (2 * CLASSES * PER_CLASS)
                + factors / 2.0 * penalty * Math.pow(a, 2.0 / factors);
    }

    private static double at(int point) {
        return Math.sqrt(PER_CLASS) * point / GRID;
    }

    /** Returns the grid point of the last local minimum of φ; 0 if there is none other than zero. */
    private static int lastLocalMinimum(int factors, double penalty) {
        for (int i = GRID - 1; i > 0; i--) {
            double value = phi(factors, penalty, at(i));
            if (value < phi(factors, penalty, at(i - 1)) && value <= phi(factors, penalty, at(i + 1))) {
                return i;
            }
        }
        return 0;
    }

    /** Finds by bisection the λ from which a property no longer holds. */
    private static double largestWith(DoublePredicate property) {
        double holds = 1e-6;
        double fails = 1;
        for (int i = 0; i < 40; i++) {
            double middle = Math.sqrt(holds * fails);
            if (property.test(middle)) {
                holds = middle;
            } else {
                fails = middle;
            }
        }
        return holds;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 6})
    void criticalPenaltyIsWhereTheLocalMinimumExceedsZero(int factors) {
        double critical = largestWith(penalty -> {
            int i = lastLocalMinimum(factors, penalty);
            return i > 0 && phi(factors, penalty, at(i)) < phi(factors, penalty, 0);
        });
        assertThat(deep(factors, .001).predict().threshold().critical()).isCloseTo(critical, within(1e-6 * critical));
        assertThat(deep(factors, .9999 * critical).predict().logits().get(0, 0))
                .isCloseTo((factors - 2.0) / (factors - 1), within(1e-3));
        assertThat(deep(factors, 1.0001 * critical).predict().logits().get(0, 0))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"3, 1.19", "5, 1.65"})
    void localMinimumExistsBeyondTheCriticalPenalty(int factors, double times) {
        double end = largestWith(penalty -> lastLocalMinimum(factors, penalty) > 0);
        double critical = deep(factors, .001).predict().threshold().critical();
        assertThat(end / critical).isCloseTo(times, within(.005));
        assertThat(deep(factors, end * 1.0001).predictLocalMinimum()).isNull();
        assertThat(deep(factors, end * .9999).predictLocalMinimum().objective()).isGreaterThan(.5);
    }

    @ParameterizedTest
    @CsvSource({"3, .0001", "3, .6", "3, .999", "3, 1.1", "3, 1.19", "5, .01", "5, .9", "5, 1.5", "8, .7", "8, 1.9"})
    void localMinimumIsThatOfTheObjective(int factors, double ratio) {
        double penalty = ratio * deep(factors, .001).predict().threshold().critical();
        Prediction localMinimum = deep(factors, penalty).predictLocalMinimum();
        int i = lastLocalMinimum(factors, penalty);
        assertThat(localMinimum.logits().get(1, 1)).isCloseTo((double) i / GRID, within(2.0 / GRID));
        assertThat(localMinimum.objective()).isCloseTo(CLASSES * phi(factors, penalty, at(i)), within(1e-9));
        double root = Math.sqrt(PER_CLASS) * localMinimum.logits().get(1, 1);
        assertThat(Math.pow(root, 1 - 2.0 / factors) * (Math.sqrt(PER_CLASS) - root) / (CLASSES * PER_CLASS))
                .isCloseTo(penalty, within(1e-15));
    }

    @Test
    void remarksCompareThePenaltyWithTheCriticalStrength() {
        double critical = deep(3, .001).predict().threshold().critical();
        assertThat(deep(3, .5 * critical).predict().remarks()).isEmpty();
        assertThat(deep(3, .95 * critical).predict().remarks())
                .singleElement()
                .asString()
                .contains("0.9500 times the critical strength", "random starts");
        DeepModel zero = deep(3, 1.1 * critical);
        assertThat(zero.predict().threshold().isZeroSolution()).isTrue();
        assertThat(zero.predict().objective()).isEqualTo(.5);
        assertThat(zero.predict().remarks())
                .singleElement()
                .asString()
                .contains("1.100 times", "global minimum is at zero", "up to 1.191 times");
        assertThat(zero.predictLocalMinimum().remarks())
                .hasSize(2)
                .element(1)
                .asString()
                .contains("not of the global one");
        assertThat(deep(3, 2 * critical).predict().remarks())
                .singleElement()
                .asString()
                .contains("there is no other local minimum");
        assertThat(deep(3, .5 * critical).predictLocalMinimum().logits().get(0, 0))
                .isEqualTo(deep(3, .5 * critical).predict().logits().get(0, 0));
    }

    @Test
    void objectiveIsAccurateForTinyPenalties() {
        // To first order in λ the objective is K (F/2) λ̄ √n^(2/F), the data term being of second order.
        double penalty = 1e-14;
        double first = CLASSES * 1.5 * penalty * Math.cbrt(PER_CLASS);
        assertThat(deep(3, penalty).predict().objective()).isCloseTo(first, within(1e-11 * first));
    }
}
