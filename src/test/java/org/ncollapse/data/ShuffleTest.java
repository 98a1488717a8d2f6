package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {

    @Test
    void orderIsAPermutation() {
        for (int n : new int[] {0, 1, 2, 3, 128, 60_000}) {
            int[] order = Shuffle.permutation(1, 3, n);
            Arrays.sort(order);
            assertThat(order).isEqualTo(IntStream.range(0, n).toArray());
        }
    }

    @Test
    void orderDependsOnSeedAndEpochOnly() {
        int[] order = Shuffle.permutation(7, 11, 1000);
        Shuffle.permutation(8, 12, 1000);
        assertThat(Shuffle.permutation(7, 11, 1000)).isEqualTo(order);
        assertThat(Shuffle.permutation(7, 12, 1000)).isNotEqualTo(order);
        assertThat(Shuffle.permutation(8, 11, 1000)).isNotEqualTo(order);
        // Seed s at epoch e+1 must not be seed s+1 at epoch e, or the seeds of a sweep would share their data order.
        assertThat(Shuffle.permutation(7, 12, 1000)).isNotEqualTo(Shuffle.permutation(8, 11, 1000));
    }

    @Test
    void permutationsAreUniformOverEpochs() {
        Map<String, Integer> counts = new HashMap<>();
        int epochs = 48_000;
        for (int epoch = 0; epoch < epochs; epoch++) {
            counts.merge(Arrays.toString(Shuffle.permutation(1, epoch, 4)), 1, Integer::sum);
        }
        assertThat(counts).hasSize(24);
        double spread = 5 * Math.sqrt(epochs * (1 / 24.0) * (23 / 24.0));
        assertThat(counts.values())
                .allSatisfy(
                        count -> assertThat((double) count).isBetween(epochs / 24.0 - spread, epochs / 24.0 + spread));
    }
}
