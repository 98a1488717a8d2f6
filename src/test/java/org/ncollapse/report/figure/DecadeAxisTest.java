package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.YScale;

class DecadeAxisTest {

    @Test
    void decadesHaveLabelsOfPowersOfTen() {
        assertThat(labels(axis(false, 2e-3, 30))).containsExactly("10\u22122", "10\u22121", "100", "101");
        assertThat(positions(axis(false, 2e-3, 30))).containsExactly(0.01, 0.1, 1, 10);
    }

    @Test
    void narrowRangeHasLabelsBetweenDecades() {
        assertThat(labels(axis(false, 0.15, 1.2))).containsExactly("0.2", "0.5", "1");
        assertThat(labels(axis(false, 15, 60))).contains("20", "50");
        assertThat(labels(axis(false, 1.5e-6, 6e-6))).contains("2\u00d710\u22126", "5\u00d710\u22126");
    }

    @Test
    void someOfManyDecadesHaveLabels() {
        assertThat(labels(axis(false, 2e-9, 5)))
                .containsExactly("10\u22128", "10\u22126", "10\u22124", "10\u22122", "100");
    }

    @Test
    void zeroHasATickWithoutOthersNearby() {
        DecadeAxis axis = axis(true, 0, 3e-4, 0.9);

        assertThat(labels(axis)).containsExactly("0", "10\u22123", "10\u22122", "10\u22121", "100");
        assertThat(positions(axis)[0]).isCloseTo(1e-4, within(1e-18));
        assertThat(ticks(axis))
                .extracting(NumberTick::getValue)
                .filteredOn(value -> value < 1e-3)
                .hasSize(1);
    }

    @Test
    void zerosAndOneOtherValueHaveAScale() {
        assertThat(labels(axis(true, 0, 0.9))).containsExactly("0", "100");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3e-7, 3.1e-7", "0.09, 0.11", "4, 7", "1e-12, 1e3", "2.1, 2.2", "5.1e-1, 5.2e-1"})
    void everyRangeHasAtLeastTwoLabelsAndContainsItsData(double low, double high) {
        DecadeAxis axis = axis(false, low, high);

        assertThat(labels(axis)).hasSizeBetween(2, 7);
        assertThat(axis.getLowerBound()).isLessThan(low);
        assertThat(axis.getUpperBound()).isGreaterThan(high);
    }

    @Test
    void headroomIsAFractionOfTheAxis() {
        PanelData data = data(false, 1e-3, 1e2);
        DecadeAxis plain = new DecadeAxis("", data, 0);
        DecadeAxis withHeadroom = new DecadeAxis("", data, 0.25);

        double span = Math.log10(withHeadroom.getUpperBound() / withHeadroom.getLowerBound());
        assertThat(withHeadroom.getLowerBound()).isEqualTo(plain.getLowerBound());
        assertThat(Math.log10(withHeadroom.getUpperBound() / plain.getUpperBound()) / span)
                .isCloseTo(0.25, within(1e-12));
    }

    private static DecadeAxis axis(boolean showZeros, double... values) {
        return new DecadeAxis("", data(showZeros, values), 0);
    }

    private static PanelData data(boolean showZeros, double... values) {
        return new PanelData(
                List.of(new Curve(
                        CurveStyle.solid(FigureStyle.FOREGROUND, FigureStyle.marker(0)),
                        IntStream.range(0, values.length)
                                .mapToObj(i -> new Point(i, values[i]))
                                .toList())),
                showZeros ? YScale.LOGARITHMIC_WITH_ZERO : YScale.LOGARITHMIC);
    }

    private static List<NumberTick> ticks(DecadeAxis axis) {
        return axis.refreshTicks(null, new AxisState(), null, RectangleEdge.LEFT);
    }

    private static List<String> labels(DecadeAxis axis) {
        return ticks(axis).stream()
                .map(NumberTick::getText)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static double[] positions(DecadeAxis axis) {
        return ticks(axis).stream()
                .filter(tick -> !tick.getText().isEmpty())
                .mapToDouble(NumberTick::getValue)
                .toArray();
    }
}
