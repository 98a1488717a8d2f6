package org.ncollapse.report.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ncollapse.report.sweep.PlaceAxis.Division;
import org.ncollapse.report.sweep.PlaceAxis.Tick;

class PlaceAxisTest {

    @Test
    void numbersOverDecadesStandAtTheirLogarithmsAndZeroLeftOfThem() {
        PlaceAxis axis = PlaceAxis.ofKey("decay", List.of("0", "1e-4", "1e-3", "0.1"));
        assertThat(axis.division()).isEqualTo(Division.LOGARITHMIC);
        assertThat(axis.place("1e-4")).isEqualTo(-4);
        assertThat(axis.place("0.1")).isEqualTo(-1);
        assertThat(axis.place("0")).isLessThan(-4).isGreaterThan(axis.first());
        assertThat(axis.last()).isGreaterThan(-1);
        assertThat(texts(axis)).containsExactly("0", "10^\u22124", "10^\u22123", "10^\u22122", "10^\u22121");
        assertThat(axis.ticks().get(0).at()).isEqualTo(axis.place("0"));
    }

    @Test
    void closeNumbersStandEvenly() {
        PlaceAxis axis = PlaceAxis.ofKey("width", List.of("16", "32", "64"));
        assertThat(axis.division()).isEqualTo(Division.LINEAR);
        assertThat(axis.place("32")).isEqualTo(32);
        assertThat(texts(axis)).containsExactly("20", "30", "40", "50", "60");
        assertThat(PlaceAxis.ofKey("rate", List.of("-1", "100")).division())
                .as("no logarithm")
                .isEqualTo(Division.LINEAR);
    }

    @Test
    void oneNumberHasAnAxis() {
        PlaceAxis axis = PlaceAxis.ofKey("width", List.of("16"));
        assertThat(axis.first()).isLessThan(16);
        assertThat(axis.last()).isGreaterThan(16);
        assertThat(texts(axis)).contains("16");
        PlaceAxis zero = PlaceAxis.ofKey("decay", List.of("0"));
        assertThat(zero.place("0")).isBetween(zero.first(), zero.last());
    }

    @Test
    void wordsStandSideBySideInTheirOrder() {
        PlaceAxis axis = PlaceAxis.ofKey("loss", List.of("mse", "cross-entropy", "mse", "1"));
        assertThat(axis.division()).isEqualTo(Division.WORDS);
        assertThat(axis.place("mse")).isZero();
        assertThat(axis.place("cross-entropy")).isEqualTo(1);
        assertThat(axis.place("1")).isEqualTo(2);
        assertThat(texts(axis)).containsExactly("mse", "cross-entropy", "1");
    }

    @Test
    void strengthsAlwaysShowTheThresholdAndHaveAPlaceForNone() {
        PlaceAxis far = PlaceAxis.ofStrengths("c", new double[] {0, .01, Double.NaN});
        assertThat(far.place(1.0)).isZero();
        assertThat(far.place(Double.NaN)).isGreaterThan(0).isLessThan(far.last());
        assertThat(texts(far)).startsWith("0").endsWith("none");
        assertThat(far.place(-1e-9)).as("an estimate a little below zero").isEqualTo(far.place(0.0));

        PlaceAxis near = PlaceAxis.ofStrengths("c", new double[] {.5, .8});
        assertThat(near.division()).isEqualTo(Division.LINEAR);
        assertThat(near.place(1.0)).isBetween(near.first(), near.last());
        assertThat(near.place(Double.NaN)).isNaN();
    }

    @Test
    void aPlacesNumberIsTheOneThatStandsThere() {
        PlaceAxis axis = PlaceAxis.ofStrengths("c", new double[] {.001, .5, Double.NaN});
        assertThat(axis.number(axis.place(.02))).isCloseTo(.02, within(1e-15));
        assertThat(axis.number(axis.place(Double.NaN))).isInfinite();
        assertThat(PlaceAxis.ofStrengths("c", new double[] {.5}).number(.7)).isEqualTo(.7);
    }

    private static List<String> texts(PlaceAxis axis) {
        return axis.ticks().stream()
                .filter(tick -> !tick.text().isEmpty())
                .map((Tick tick) -> tick.text() + (tick.exponent().isEmpty() ? "" : "^" + tick.exponent()))
                .toList();
    }
}
