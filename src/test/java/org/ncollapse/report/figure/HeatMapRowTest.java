package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import org.junit.jupiter.api.Test;

class HeatMapRowTest {

    @Test
    void zeroIsPaleAndLimitsAreDarkBlueAndDarkRed() {
        DivergingColormap scale = new DivergingColormap(2);

        assertThat(scale.of(0)).isEqualTo(new Color(0xF7F7F7));
        assertThat(scale.of(2)).isEqualTo(new Color(0x67001F));
        assertThat(scale.of(-2)).isEqualTo(new Color(0x053061));
        assertThat(scale.of(7)).isEqualTo(scale.of(2));
        assertThat(new DivergingColormap(0).of(0)).isEqualTo(new Color(0xF7F7F7));
    }

    @Test
    void colorsDarkenWithAbsoluteValue() {
        DivergingColormap scale = new DivergingColormap(1);

        for (int i = 1; i <= 100; i++) {
            assertThat(luminance(scale.of(i / 100.0))).isLessThan(luminance(scale.of((i - 1) / 100.0)));
            assertThat(luminance(scale.of(-i / 100.0))).isLessThan(luminance(scale.of((1 - i) / 100.0)));
        }
    }

    @Test
    void undefinedHasItsOwnColor() {
        DivergingColormap scale = new DivergingColormap(1);
        Color undefined = scale.of(Double.NaN);

        for (int i = -1000; i <= 1000; i++) {
            assertThat(scale.of(i / 1000.0)).isNotEqualTo(undefined);
        }
    }

    /** Rec. 709 weights. */
    private static double luminance(Color color) {
        return 0.2126 * color.getRed() + 0.7152 * color.getGreen() + 0.0722 * color.getBlue();
    }
}
