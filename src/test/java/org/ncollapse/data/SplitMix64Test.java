package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitMix64Test {

    @Test
    void matchesThePublishedReference() {
        // Output of Vigna's splitmix64.c for the seed 1234567, as published on Rosetta Code.
        SplitMix64 random = new SplitMix64(1234567);
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("6457827717110365317");
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("3203168211198807973");
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("9817491932198370423");
    }

    @Test
    void matchesTheJdk() {
        for (long seed : new long[] {0, 1, -1, Long.MIN_VALUE, 42}) {
            SplitMix64 ours = new SplitMix64(seed);
            SplittableRandom theirs = new SplittableRandom(seed);
            for (int i = 0; i < 1000; i++) {
                assertThat(ours.nextLong()).isEqualTo(theirs.nextLong());
            }
        }
    }

    @Test
    void boundedIntegersAreUniform() {
        int draws = 700_000;
        int[] counts = new int[7];
        SplitMix64 random = new SplitMix64(5);
        for (int i = 0; i < draws; i++) {
            counts[random.nextInt(7)]++;
        }
        // Five standard deviations of a binomial count.
        double spread = 5 * Math.sqrt(draws * (1 / 7.0) * (6 / 7.0));
        for (int count : counts) {
            assertThat((double) count).isBetween(draws / 7.0 - spread, draws / 7.0 + spread);
        }
    }

    @Test
    void neighboringStreamsDiffer() {
        Set<Long> seeds = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            for (long stream = 0; stream < 100; stream++) {
                seeds.add(SplitMix64.streamSeed(seed, stream));
            }
        }
        assertThat(seeds).hasSize(10_000);
    }
}
