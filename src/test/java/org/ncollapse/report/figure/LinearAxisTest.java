package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.YScale;

class LinearAxisTest {

    @Test
    void axisBeginsAtZeroAndHasHeadroomAboveData() {
        LinearAxis axis = new LinearAxis("", data(0.8, 1.3, Double.NaN), 0.13);

        assertThat(axis.getLowerBound()).isZero();
        assertThat(1.3 / axis.getUpperBound()).isBetween(0.8, 0.87);
    }

    @Test
    void negativeValuesAndZerosHaveAnAxis() {
        assertThat(new LinearAxis("", data(-0.5, 1), 0).getLowerBound()).isBetween(-0.6, -0.5);
        assertThat(new LinearAxis("", data(0, 0), 0).getUpperBound()).isPositive();
        assertThat(data(0, 0).hasData()).isTrue();
        assertThat(data(Double.NaN).hasData()).isFalse();
    }

    private static PanelData data(double... values) {
        return new PanelData(
                List.of(new Curve(
                        ModelStyle.network(),
                        IntStream.range(0, values.length)
                                .mapToObj(i -> new Point(i, values[i]))
                                .toList())),
                YScale.LINEAR);
    }
}
