package org.ncollapse.report.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeedIntervalTest {

    /** The 97.5 % quantiles of Student's t are 4.303 with 2 degrees of freedom and 2.776 with 4. */
    @Test
    void threeOrMoreSeedsHaveStudentsInterval() {
        SeedInterval three = SeedInterval.ofLogarithms(new double[] {-2, -3, -4});
        assertThat(three.mean()).isCloseTo(1e-3, within(1e-15));
        assertThat(Math.log10(three.low())).isCloseTo(-3 - 4.303 / Math.sqrt(3), within(5e-4));
        assertThat(Math.log10(three.high())).isCloseTo(-3 + 4.303 / Math.sqrt(3), within(5e-4));

        // Squared distances from the mean 3 of 1 … 5 add up to 10.
        SeedInterval five = SeedInterval.ofLogarithms(new double[] {1, 2, 3, 4, 5});
        assertThat(Math.log10(five.high())).isCloseTo(3 + 2.776 * Math.sqrt(10.0 / 4 / 5), within(5e-4));
    }

    @Test
    void twoSeedsHaveTheirRangeAndOneHasNone() {
        SeedInterval two = SeedInterval.ofLogarithms(new double[] {-2, Double.NaN, -4});
        assertThat(two.mean()).isCloseTo(1e-3, within(1e-15));
        assertThat(two.low()).isCloseTo(1e-4, within(1e-16));
        assertThat(two.high()).isCloseTo(1e-2, within(1e-14));

        assertThat(SeedInterval.ofLogarithms(new double[] {2}))
                .isEqualTo(new SeedInterval(1, 100, Double.NaN, Double.NaN));
        assertThat(SeedInterval.ofLogarithms(new double[] {Double.NaN}))
                .isEqualTo(new SeedInterval(0, Double.NaN, Double.NaN, Double.NaN));
    }

    @Test
    void medianOfEvenNumberIsMeanOfMiddleValues() {
        assertThat(SeedRange.of(new double[] {7, 1, Double.NaN, 3})).isEqualTo(new SeedRange(3, 1, 7));
        assertThat(SeedRange.of(new double[] {7, 1, 3, 4})).isEqualTo(new SeedRange(3.5, 1, 7));
        assertThat(SeedRange.of(new double[] {})).isEqualTo(new SeedRange(Double.NaN, Double.NaN, Double.NaN));
    }
}
