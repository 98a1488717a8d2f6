package org.ncollapse.report.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {

    /**
     * The 97.5 % points of Student's t from the tables of any textbook: 12.706 with 1 degree of freedom, 4.303 with 2,
     * 2.262 with 9.
     */
    @Test
    void itsReachIsThatOfTheTextbooksTable() {
        Interval three = Interval.of(new double[] {1, 2, 3}, Scale.LINEAR);
        assertThat(three.count()).isEqualTo(3);
        assertThat(three.mean()).isEqualTo(2);
        assertThat(three.deviation()).isEqualTo(1);
        assertThat(three.low()).isCloseTo(2 - 4.303 / Math.sqrt(3), within(5e-4));
        assertThat(three.high()).isCloseTo(2 + 4.303 / Math.sqrt(3), within(5e-4));

        Interval two = Interval.of(new double[] {-1, 1}, Scale.LINEAR);
        assertThat(two.high()).isCloseTo(12.706 * Math.sqrt(2) / Math.sqrt(2), within(5e-4));

        // Squared distances from the mean 5.5 of 1 … 10 add up to 82.5.
        Interval ten = Interval.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, Scale.LINEAR);
        assertThat(ten.low()).isCloseTo(5.5 - 2.262 * Math.sqrt(82.5 / 9 / 10), within(1e-3));
    }

    @Test
    void onALogarithmicScaleTheMeanIsGeometricAndTheDeviationInDecades() {
        Interval interval = Interval.of(new double[] {1e-4, 1e-3, 1e-2}, Scale.LOG10);
        assertThat(interval.mean()).isCloseTo(1e-3, within(1e-15));
        assertThat(interval.deviation()).isCloseTo(1, within(1e-12));
        assertThat(Math.log10(interval.low())).isCloseTo(-3 - 4.303 / Math.sqrt(3), within(5e-4));
        assertThat(Math.log10(interval.high())).isCloseTo(-3 + 4.303 / Math.sqrt(3), within(5e-4));
    }

    @Test
    void oneValueHasNoInterval() {
        for (Scale scale : Scale.values()) {
            Interval one = Interval.of(new double[] {Double.NaN, .3}, scale);
            assertThat(one).isEqualTo(new Interval(1, .3, Double.NaN, Double.NaN, Double.NaN));
        }
        assertThat(Interval.of(new double[] {Double.NaN}, Scale.LINEAR))
                .isEqualTo(new Interval(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
    }

    @Test
    void equalValuesHaveAnIntervalWithoutWidth() {
        assertThat(Interval.of(new double[] {.5, .5}, Scale.LINEAR)).isEqualTo(new Interval(2, .5, 0, .5, .5));
    }

    @Test
    void whatIsNotPositiveHasNoGeometricMeanButIsCounted() {
        assertThat(Interval.of(new double[] {0, 1}, Scale.LOG10))
                .isEqualTo(new Interval(2, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
        assertThat(Interval.of(new double[] {-1, 1}, Scale.LOG10))
                .isEqualTo(new Interval(2, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
    }
}
