package org.ncollapse.report.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeanEstimateTest {

    /**
     * The 97.5 % quantiles of Student's t, as tabulated in textbooks: 12.706 with 1 degree of freedom, 4.303 with 2,
     * 2.262 with 9.
     */
    @Test
    void intervalAgreesWithTablesOfStudentsT() {
        MeanEstimate three = MeanEstimate.of(new double[] {1, 2, 3}, AveragingScale.LINEAR);
        assertThat(three.n()).isEqualTo(3);
        assertThat(three.mean()).isEqualTo(2);
        assertThat(three.std()).isEqualTo(1);
        assertThat(three.ci95Low()).isCloseTo(2 - 4.303 / Math.sqrt(3), within(5e-4));
        assertThat(three.ci95High()).isCloseTo(2 + 4.303 / Math.sqrt(3), within(5e-4));

        MeanEstimate two = MeanEstimate.of(new double[] {-1, 1}, AveragingScale.LINEAR);
        assertThat(two.ci95High()).isCloseTo(12.706 * Math.sqrt(2) / Math.sqrt(2), within(5e-4));

        // Squared distances from the mean 5.5 of 1 … 10 add up to 82.5.
        MeanEstimate ten = MeanEstimate.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, AveragingScale.LINEAR);
        assertThat(ten.ci95Low()).isCloseTo(5.5 - 2.262 * Math.sqrt(82.5 / 9 / 10), within(1e-3));
    }

    @Test
    void logarithmicScaleGivesGeometricMeanAndStdInDecades() {
        MeanEstimate estimate = MeanEstimate.of(new double[] {1e-4, 1e-3, 1e-2}, AveragingScale.LOG10);
        assertThat(estimate.mean()).isCloseTo(1e-3, within(1e-15));
        assertThat(estimate.std()).isCloseTo(1, within(1e-12));
        assertThat(Math.log10(estimate.ci95Low())).isCloseTo(-3 - 4.303 / Math.sqrt(3), within(5e-4));
        assertThat(Math.log10(estimate.ci95High())).isCloseTo(-3 + 4.303 / Math.sqrt(3), within(5e-4));
    }

    @Test
    void oneValueHasNoInterval() {
        for (AveragingScale scale : AveragingScale.values()) {
            MeanEstimate one = MeanEstimate.of(new double[] {Double.NaN, .3}, scale);
            assertThat(one).isEqualTo(new MeanEstimate(1, .3, Double.NaN, Double.NaN, Double.NaN));
        }
        assertThat(MeanEstimate.of(new double[] {Double.NaN}, AveragingScale.LINEAR))
                .isEqualTo(new MeanEstimate(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
    }

    @Test
    void intervalOfEqualValuesHasNoWidth() {
        assertThat(MeanEstimate.of(new double[] {.5, .5}, AveragingScale.LINEAR))
                .isEqualTo(new MeanEstimate(2, .5, 0, .5, .5));
    }

    @Test
    void valuesThatAreNotPositiveHaveNoGeometricMeanButAreCounted() {
        assertThat(MeanEstimate.of(new double[] {0, 1}, AveragingScale.LOG10))
                .isEqualTo(new MeanEstimate(2, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
        assertThat(MeanEstimate.of(new double[] {-1, 1}, AveragingScale.LOG10))
                .isEqualTo(new MeanEstimate(2, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
    }
}
