package org.ncollapse.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 3, 0",
        "-0.0, 3, 0",
        "1, 3, 1",
        "0.6, 3, 0.6",
        "0.12345, 3, 0.123",
        "0.1235, 3, 0.124",
        "-2.5, 1, -3",
        "0.001, 3, 0.001",
        "0.0009996, 3, 0.001",
        "0.0009994, 3, 9.99e-4",
        "-0.000012, 2, -1.2e-5",
        "0.00001, 2, 1e-5",
        "12345, 3, 12300",
        "99949, 3, 99900",
        "99950, 3, 1e5",
        "123456, 6, 1.23456e5",
        "1.5e300, 3, 1.5e300",
        "4.9e-324, 3, 4.9e-324",
        "NaN, 3, NaN",
        "-Infinity, 3, -Infinity"
    })
    void significantUsesScientificNotationOutsidePlainRange(double value, int digits, String text) {
        assertThat(NumberText.significant(value, digits)).isEqualTo(text);
    }

    @Test
    void significantReadsBackAsTheRoundedValue() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-30, 30));
            int digits = random.nextInt(1, 8);

            assertThat(new BigDecimal(NumberText.significant(value, digits)))
                    .as("%s, %s digits", value, digits)
                    .isEqualByComparingTo(
                            BigDecimal.valueOf(value).round(new MathContext(digits, RoundingMode.HALF_UP)));
        }
    }

    @ParameterizedTest
    @CsvSource({"-0.5, \u22120.5", "-1.2e-5, \u22121.2e\u22125", "1.2e-5, 1.2e\u22125", "3, 3"})
    void typographicHasMinusSigns(double value, String text) {
        assertThat(NumberText.typographic(value, 3)).isEqualTo(text);
    }

    @Test
    void exactReadsBackToTheSameBits() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 10_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());

            assertThat(Double.parseDouble(NumberText.exact(value))).isEqualTo(Double.valueOf(value));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0 %", "1, 100 %", "0.125, 12.5 %", "0.12345, 12.3 %", "0.00002, 0.002 %"})
    void percentHasThreeDigits(double fraction, String text) {
        assertThat(NumberText.percent(fraction)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1572864, 1.5 MiB",
        "8589934592, 8.0 GiB",
        "9223372036854775807, 8.0 EiB"
    })
    void bytesHaveTheLargestUnit(long bytes, String text) {
        assertThat(NumberText.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "0.0123, 0.012 s",
        "2.54, 2.5 s",
        "9.94, 9.9 s",
        "9.96, 10 s",
        "59.4, 59 s",
        "59.6, 1 min 0 s",
        "725, 12 min 5 s",
        "3599.6, 1 h 0 min",
        "12000, 3 h 20 min"
    })
    void durationHasTheLargestUnits(double seconds, String text) {
        assertThat(NumberText.duration(seconds)).isEqualTo(text);
    }
}
