package org.ncollapse.report.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ncollapse.report.sweep.SweepAxis.AxisScale;
import org.ncollapse.report.sweep.SweepAxis.Tick;

class SweepAxisTest {

    @Test
    void numbersOverDecadesAreLogarithmicWithZeroOnTheLeft() {
        SweepAxis axis = SweepAxis.forKey("decay", List.of("0", "1e-4", "1e-3", "0.1"));
        assertThat(axis.scale()).isEqualTo(AxisScale.LOGARITHMIC);
        assertThat(axis.position("1e-4")).isEqualTo(-4);
        assertThat(axis.position("0.1")).isEqualTo(-1);
        assertThat(axis.position("0")).isLessThan(-4).isGreaterThan(axis.min());
        assertThat(axis.max()).isGreaterThan(-1);
        assertThat(texts(axis)).containsExactly("0", "10^\u22124", "10^\u22123", "10^\u22122", "10^\u22121");
        assertThat(axis.ticks().get(0).position()).isEqualTo(axis.position("0"));
    }

    @Test
    void closeNumbersAreLinear() {
        SweepAxis axis = SweepAxis.forKey("width", List.of("16", "32", "64"));
        assertThat(axis.scale()).isEqualTo(AxisScale.LINEAR);
        assertThat(axis.position("32")).isEqualTo(32);
        assertThat(texts(axis)).containsExactly("20", "30", "40", "50", "60");
        assertThat(SweepAxis.forKey("rate", List.of("-1", "100")).scale())
                .as("no logarithm")
                .isEqualTo(AxisScale.LINEAR);
    }

    @Test
    void oneNumberHasAnAxis() {
        SweepAxis axis = SweepAxis.forKey("width", List.of("16"));
        assertThat(axis.min()).isLessThan(16);
        assertThat(axis.max()).isGreaterThan(16);
        assertThat(texts(axis)).contains("16");
        SweepAxis zero = SweepAxis.forKey("decay", List.of("0"));
        assertThat(zero.position("0")).isBetween(zero.min(), zero.max());
    }

    @Test
    void categoriesKeepTheirOrder() {
        SweepAxis axis = SweepAxis.forKey("loss", List.of("mse", "cross-entropy", "mse", "1"));
        assertThat(axis.scale()).isEqualTo(AxisScale.CATEGORICAL);
        assertThat(axis.position("mse")).isZero();
        assertThat(axis.position("cross-entropy")).isEqualTo(1);
        assertThat(axis.position("1")).isEqualTo(2);
        assertThat(texts(axis)).containsExactly("mse", "cross-entropy", "1");
    }

    @Test
    void mapsAreLabeledByTheirFirstEntriesIfTheseDiffer() {
        List<String> optimizers = List.of("{kind: sgd, learningRate: 0.05}", "{kind: adam}");
        SweepAxis axis = SweepAxis.forKey("optimizer", optimizers);
        assertThat(axis.name()).isEqualTo("optimizer.kind");
        assertThat(texts(axis)).containsExactly("sgd", "adam");
        assertThat(axis.position("{kind: adam}")).isEqualTo(1);
        for (List<String> values : List.of(
                List.of("{kind: sgd, learningRate: 0.05}", "{kind: sgd, learningRate: 0.1}"),
                List.of("{kind: sgd}", "{learningRate: 0.1}"),
                List.of("{kind: sgd}", "[1, 2]"))) {
            SweepAxis whole = SweepAxis.forKey("optimizer", values);
            assertThat(whole.name()).isEqualTo("optimizer");
            assertThat(texts(whole)).isEqualTo(values);
        }
    }

    @Test
    void axisOfStrengthHasThresholdAndPositionOfUndefined() {
        SweepAxis far = SweepAxis.forStrength("c", new double[] {0, .01, Double.NaN});
        assertThat(far.position(1.0)).isZero();
        assertThat(far.position(Double.NaN)).isGreaterThan(0).isLessThan(far.max());
        assertThat(texts(far)).startsWith("0").endsWith("none");
        assertThat(far.position(-1e-9)).as("an estimate a little below zero").isEqualTo(far.position(0.0));

        SweepAxis near = SweepAxis.forStrength("c", new double[] {.5, .8});
        assertThat(near.scale()).isEqualTo(AxisScale.LINEAR);
        assertThat(near.position(1.0)).isBetween(near.min(), near.max());
        assertThat(near.position(Double.NaN)).isNaN();
    }

    @Test
    void valueIsInverseOfPosition() {
        SweepAxis axis = SweepAxis.forStrength("c", new double[] {.001, .5, Double.NaN});
        assertThat(axis.value(axis.position(.02))).isCloseTo(.02, within(1e-15));
        assertThat(axis.value(axis.position(Double.NaN))).isInfinite();
        assertThat(SweepAxis.forStrength("c", new double[] {.5}).value(.7)).isEqualTo(.7);
    }

    private static List<String> texts(SweepAxis axis) {
        return axis.ticks().stream()
                .filter(tick -> !tick.label().isEmpty())
                .map((Tick tick) -> tick.label() + (tick.exponent().isEmpty() ? "" : "^" + tick.exponent()))
                .toList();
    }
}
