package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class InitialSamplesTest {
    private static final DMatrixRMaj MEANS = new DMatrixRMaj(new double[][] {{1, 2, 3}, {-1, 0, 4}});

    @Test
    void matchStatisticsSetsMeansAndWithinClassVariance() {
        InitialSamples samples = samples(5, 3);
        DMatrixRMaj moved = samples.matchStatistics(samples.penultimate(), MEANS, .25);
        double squares = 0;
        for (int j = 0; j < 3; j++) {
            assertThat(mean(moved, 0, 5, j)).isCloseTo(MEANS.get(0, j), within(1e-14));
            assertThat(mean(moved, 5, 8, j)).isCloseTo(MEANS.get(1, j), within(1e-14));
            for (int i = 0; i < 8; i++) {
                squares += Math.pow(moved.get(i, j) - MEANS.get(i < 5 ? 0 : 1, j), 2);
            }
        }
        assertThat(squares / 8).isCloseTo(.25, within(1e-14));
        // One common scale: differences within a class keep their directions.
        double scale = (moved.get(1, 0) - moved.get(0, 0))
                / (samples.penultimate().get(1, 0) - samples.penultimate().get(0, 0));
        assertThat(moved.get(7, 2) - moved.get(5, 2))
                .isCloseTo(
                        scale
                                * (samples.penultimate().get(7, 2)
                                        - samples.penultimate().get(5, 2)),
                        within(1e-13));
    }

    @Test
    void matchStatisticsOnlyMovesSamplesWithoutVariability() {
        InitialSamples samples =
                new InitialSamples(new int[] {1, 1}, new DMatrixRMaj(2, 3), MEANS, null, null, Optional.empty());
        assertThat(samples.matchStatistics(samples.penultimate(), MEANS, .25).data)
                .containsExactly(MEANS.data);
    }

    @Test
    void balancedKeepsEquallyManySamplesOfEachClassUpToTheMaximum() {
        InitialSamples samples = samples(5, 3);
        assertThat(samples.balanced(100).classCounts()).containsExactly(3, 3);
        assertThat(samples.balanced(5).classCounts()).containsExactly(2, 2);
        assertThat(samples.balanced(0).classCounts()).containsExactly(2, 2);
        DMatrixRMaj selected = samples.balanced(4).penultimate();
        assertThat(Arrays.copyOfRange(selected.data, 0, 6))
                .containsExactly(Arrays.copyOfRange(samples.penultimate().data, 0, 6));
        assertThat(Arrays.copyOfRange(selected.data, 6, 12))
                .containsExactly(Arrays.copyOfRange(samples.penultimate().data, 15, 21));
    }

    private static InitialSamples samples(int... counts) {
        Random random = new Random(1);
        DMatrixRMaj features = new DMatrixRMaj(Arrays.stream(counts).sum(), 3);
        Arrays.setAll(features.data, i -> random.nextGaussian());
        return new InitialSamples(counts, features, MEANS, null, null, Optional.empty());
    }

    private static double mean(DMatrixRMaj rows, int from, int to, int column) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += rows.get(i, column);
        }
        return sum / (to - from);
    }
}
