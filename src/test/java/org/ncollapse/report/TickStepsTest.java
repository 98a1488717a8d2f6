package org.ncollapse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TickStepsTest {

    @ParameterizedTest
    @CsvSource({"1, 0.2", "1.2, 0.5", "2.4, 0.5", "2.6, 1", "7, 2", "5e-7, 1e-7", "1100, 500"})
    void linearStepIsRoundAndGivesAtMostFiveSteps(double span, double step) {
        assertThat(TickSteps.linear(span, 5)).isCloseTo(step, within(step * 1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 1",
        "4, 1",
        "5, 2",
        "40, 10",
        "200, 50",
        "201, 100",
        "350, 100",
        "1000, 500",
        "2000000000, 500000000"
    })
    void stepOfIntegersIsRoundAndAtLeastOne(int span, int step) {
        assertThat(TickSteps.ofIntegers(span, 4)).isEqualTo(step);
    }

    @ParameterizedTest
    @CsvSource({"500, 0", "1, 0", "0.5, 1", "0.2, 1", "0.01, 2", "2e-7, 7"})
    void labelsHaveTheDecimalsOfTheStep(double step, int decimals) {
        assertThat(TickSteps.decimals(step)).isEqualTo(decimals);
    }

    @ParameterizedTest
    @CsvSource({"0, -1, 1", "-3, 0, 1", "-5, 0, 1", "-6, 0, 2", "-30, 0, 6"})
    void labelsAreAtEveryNthDecade(int first, int last, int n) {
        assertThat(TickSteps.decades(first, last, 6)).isEqualTo(n);
    }
}
