package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.ejml.simple.SimpleMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.stats.Head;

/**
 * Compares the factorized formulas with the definitions on seeded random data of several shapes: wide and narrow, fewer
 * samples than features, dead features.
 */
class DirectDefinitionsTest {

    @ParameterizedTest
    @CsvSource({
        "4, 12, 60, 0, 1", "4, 12, 60, 5, 2", "10, 5, 200, 0, 3", "10, 9, 200, 0, 4", "10, 8, 200, 2, 5",
        "3, 40, 20, 0, 6", "2, 1, 10, 0, 7", "2, 6, 30, 0, 8", "5, 3, 12, 1, 9", "6, 30, 14, 10, 10"
    })
    void agreesWithDefinitionsForAllShapes(int classes, int width, int samples, int dead, long seed) {
        Random random = new Random(seed);
        double[] features = new double[samples * width];
        int[] labels = new int[samples];
        double[] centers = random.doubles(classes * width, -1, 1).toArray();
        for (int i = 0; i < samples; i++) {
            labels[i] = i < classes ? i : Math.min(random.nextInt(classes), random.nextInt(classes));
            for (int j = dead; j < width; j++) {
                features[i * width + j] = centers[labels[i] * width + j] + .5 * random.nextGaussian();
            }
        }
        DirectDefinitions direct = new DirectDefinitions(features, labels, classes, width);
        Factorizations factors = Factorizations.of(ReferenceData.statistics(features, labels, classes, width));
        WithinClassVariability variability = WithinClassVariability.of(factors);
        assertThat(variability.nc1()).isCloseTo(direct.nc1(), within(1e-9 * direct.nc1()));
        assertThat(variability.vci()).isCloseTo(direct.vci(), within(1e-9));
        assertThat(FeatureRank.of(factors.statistics()).stableRank()).isCloseTo(direct.stableRank(), within(1e-11));
        for (boolean bias : new boolean[] {false, true}) {
            for (double decay : new double[] {0, 5e-4, .3}) {
                assertMseAgrees(direct, factors, bias, decay, random);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "false, .01", "true, 0", "true, .01"})
    void mseDecompositionIsDefinedWithEmptyClass(boolean bias, double decay) {
        Random random = new Random(1);
        double[] features = random.doubles(20 * 6, -1, 1).toArray();
        int[] labels = random.ints(20, 0, 2).map(label -> 2 * label).toArray();
        DirectDefinitions direct = new DirectDefinitions(features, labels, 4, 6);
        assertMseAgrees(
                direct, Factorizations.of(ReferenceData.statistics(features, labels, 4, 6)), bias, decay, random);
    }

    private static void assertMseAgrees(
            DirectDefinitions direct, Factorizations factors, boolean bias, double decay, Random random) {
        int classes = factors.statistics().classes();
        int width = factors.statistics().width();
        int columns = width + (bias ? 1 : 0);
        SimpleMatrix any = new SimpleMatrix(
                classes, columns, true, random.doubles(classes * columns, -1, 1).toArray());
        MseDecomposition parts = MseDecomposition.of(factors, head(any, width, bias), decay);
        assertThat(parts.nc1()).isCloseTo(direct.mseNc1(bias, decay), within(1e-10));
        assertThat(parts.nc23()).isCloseTo(direct.mseNc23(bias, decay), within(1e-10));
        double objective = direct.objective(any, bias, decay);
        assertThat(parts.nc1() + parts.nc23() + parts.perp()).isCloseTo(objective, within(1e-12 * objective));
        SimpleMatrix optimal = direct.optimalHead(bias, decay);
        assertThat(MseDecomposition.of(factors, head(optimal, width, bias), decay)
                        .perp())
                .isCloseTo(0, within(1e-11));
        // The optimal head is a minimum: a step away from it in any direction increases the loss.
        assertThat(MseDecomposition.of(factors, head(optimal.plus(any.scale(.01)), width, bias), decay)
                        .perp())
                .isPositive();
    }

    private static Head head(SimpleMatrix v, int width, boolean bias) {
        SimpleMatrix weights = v.extractMatrix(0, v.getNumRows(), 0, width);
        double[] b = bias ? v.getColumn(width).getDDRM().data : null;
        return new Head(v.getNumRows(), width, Arrays.copyOf(weights.getDDRM().data, v.getNumRows() * width), b);
    }
}
