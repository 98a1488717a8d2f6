package org.ncollapse.data.digits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitTemplatesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void everyDigitHasSeveralTemplatesWithinTheBox(int digit) {
        assertThat(DigitTemplates.templates(digit)).hasSizeGreaterThan(1);
        for (StrokeTemplate way : DigitTemplates.templates(digit)) {
            assertThat(way.strokes()).isNotEmpty();
            for (double[] stroke : way.strokes()) {
                assertThat(stroke.length).isEven().isGreaterThanOrEqualTo(4);
                assertThat(Arrays.stream(stroke)).allMatch(c -> c >= 0 && c <= 100);
            }
        }
    }
}
