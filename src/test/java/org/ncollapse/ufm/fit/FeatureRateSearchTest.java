package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of squares whose minimum and interval are known. */
class FeatureRateSearchTest {
    private static final int RESIDUALS = 41;

    /** S(x) = 2 + 10 (x − x₀)² in x = log10 κ: the limit is 2 + 4·2/40, so the interval is x₀ ± √.02. */
    @ParameterizedTest
    @ValueSource(doubles = {.02, .3, 1, 7, 500})
    void findsMinimumAndIntervalOfParabola(double rate) {
        AtomicInteger evaluations = new AtomicInteger();
        FeatureRate found = new FeatureRateSearch(
                        (candidate, limit) -> {
                            evaluations.incrementAndGet();
                            return candidate == 0 ? 1000 : parabola(candidate, rate);
                        },
                        RESIDUALS)
                .search();
        assertThat(Math.log10(found.value() / rate)).isCloseTo(0, within(.005));
        assertThat(Math.log10(rate / found.low())).isCloseTo(Math.sqrt(.02), within(.01));
        assertThat(Math.log10(found.high() / rate)).isCloseTo(Math.sqrt(.02), within(.01));
        assertThat(evaluations.get()).isLessThanOrEqualTo(25);
    }

    /** Sums that are stopped at the given limit do not change the result. */
    @Test
    void stoppedSimulationsGiveTheSameMinimum() {
        FeatureRateSearch.SumOfSquares stopped = (rate, limit) -> {
            double sum = rate == 0 ? 1000 : parabola(rate, 20);
            return sum <= limit ? sum : Double.POSITIVE_INFINITY;
        };
        assertThat(new FeatureRateSearch(stopped, RESIDUALS).search().value()).isCloseTo(20, within(.2));
    }

    @Test
    void frozenFeaturesAreTheLowerBound() {
        FeatureRate found = new FeatureRateSearch((rate, limit) -> 2 + 10 * Math.sqrt(rate), RESIDUALS).search();
        assertThat(found.value()).isZero();
        assertThat(found.low()).isZero();
        assertThat(found.isOpenBelow()).isTrue();
        // 2 + 10 √κ = 2.2 at κ = .0004, below the smallest rate.
        assertThat(found.high()).isEqualTo(FeatureRateSearch.MIN);
    }

    @Test
    void intervalIsOpenWhereTheSumIsFlat() {
        FeatureRate low = new FeatureRateSearch(
                        (rate, limit) -> 2 + 10 * Math.pow(Math.max(0, Math.log10(rate) - 1), 2), RESIDUALS)
                .search();
        assertThat(low.isOpenBelow()).isTrue();
        assertThat(Math.log10(low.high())).isCloseTo(1 + Math.sqrt(.02), within(.02));
        FeatureRate high = new FeatureRateSearch((rate, limit) -> 2 + 10 / (1 + rate), RESIDUALS).search();
        assertThat(high.isOpenAbove()).isTrue();
        assertThat(high.isOpenBelow()).isFalse();
        // 10/(1 + κ) = .2 + 10/(1 + 10⁴) at κ = 48.8.
        assertThat(Math.log10(high.low())).isCloseTo(Math.log10(48.8), within(.1));
    }

    private static double parabola(double rate, double minimum) {
        return 2 + 10 * Math.pow(Math.log10(rate / minimum), 2);
    }
}
