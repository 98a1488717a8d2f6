package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;

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

    /**
     * Multiples of 2⁻⁴⁰ below 1e-6, to which 1024 can be added without rounding. Margins and, with a bias and without
     * weight decay, the parts of the optimal head's loss do not change with the origin.
     */
    @Test
    void marginsAndMseDecompositionDoNotDependOnOrigin() {
        int classes = 4;
        int width = 6;
        SplittableRandom random = new SplittableRandom(3);
        int[] labels = IntStream.range(0, 40).map(i -> i % 7 % classes).toArray();
        double[] near = random.longs((long) labels.length * width, -1_000_000, 1_000_000)
                .mapToDouble(value -> value * 0x1p-40)
                .toArray();
        for (int i = 0; i < labels.length; i++) {
            near[i * width + labels[i]] += 2_000_000 * 0x1p-40;
        }
        double[] far = Arrays.stream(near).map(value -> value + 1024).toArray();
        double[] weights =
                random.doubles((long) classes * width).map(value -> value - .5).toArray();
        Head head = new Head(classes, width, weights, new double[classes]);

        SampleMetrics expected =
                SampleMetrics.of(near, labels, evaluator(head, near, labels), statistics(near, labels));
        SampleMetrics actual = SampleMetrics.of(far, labels, evaluator(head, far, labels), statistics(far, labels));
        assertRelative(actual.marginP0(), expected.marginP0());
        assertRelative(actual.marginP5(), expected.marginP5());
        assertRelative(actual.marginP50(), expected.marginP50());

        MseDecomposition mse = MseDecomposition.of(Factorizations.of(statistics(far, labels)), head, 0);
        MseDecomposition truth = MseDecomposition.of(Factorizations.of(statistics(near, labels)), head, 0);
        assertRelative(mse.nc1(), truth.nc1());
        assertRelative(mse.nc23(), truth.nc23());
    }

    private static FeatureStatistics statistics(double[] features, int[] labels) {
        return ReferenceData.statistics(features, labels, 4, 6);
    }

    private static HeadEvaluator evaluator(Head head, double[] features, int[] labels) {
        HeadEvaluator evaluator = new HeadEvaluator(head);
        evaluator.accept(features, labels, labels.length);
        return evaluator;
    }

    private static void assertRelative(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    }
}
