package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.stats.Head;

/**
 * Unbalanced classes with a spread of 1e-6 at distance 1e3 from the origin: deep-collapse.csv. Expected values by the
 * definitions (inverses, normal equations) in mpmath 1.2.1 with 70 digits.
 */
class NearCollapsePrecisionTest {
    private Factorizations factors;

    @BeforeEach
    void readFeatures() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                NearCollapsePrecisionTest.class.getResourceAsStream("deep-collapse.csv"), StandardCharsets.UTF_8))) {
            List<String[]> lines = reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(","))
                    .toList();
            int[] labels =
                    lines.stream().mapToInt(line -> Integer.parseInt(line[0])).toArray();
            double[] features = lines.stream()
                    .flatMapToDouble(line -> Arrays.stream(line).skip(1).mapToDouble(Double::parseDouble))
                    .toArray();
            factors = Factorizations.of(ReferenceData.statistics(features, labels, 4, 6));
        }
    }

    @Test
    void variabilityAgreesWithMultiprecision() {
        assertRelative(WithinClassVariability.of(factors).nc1(), 7.00489152014066e-13);
        assertRelative(WithinClassVariability.of(factors).vci(), 7.82438224294624e-13);
    }

    @ParameterizedTest
    @CsvSource({
        "false, 0, 5.03989942573938e-13, 1.27464810010728e-24",
        "false, 5e-4, .000416747904705776, 9.49181846813243e-7",
        "true, 0, 2.9341433411009e-13, 3.76859714578082e-25",
        "true, 5e-4, .000416747807468865, 9.49181309343396e-7"
    })
    void mseDecompositionAgreesWithMultiprecision(boolean bias, double decay, double nc1, double nc23) {
        MseDecomposition mse =
                MseDecomposition.of(factors, new Head(4, 6, new double[24], bias ? new double[4] : null), decay);
        assertRelative(mse.nc1(), nc1);
        assertRelative(mse.nc23(), nc23);
    }

    private static void assertRelative(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(1e-9 * expected));
    }
}
