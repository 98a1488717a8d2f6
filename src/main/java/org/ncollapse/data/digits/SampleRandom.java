package org.ncollapse.data.digits;

import java.util.Random;
import org.ncollapse.data.SplitMix64;

/**
 * The random numbers of one sample, determined by (seed, digit, sample). The algorithm of {@link Random} is part of its
 * specification, so the numbers are the same on every platform.
 */
final class SampleRandom {
    private final Random random;

    /** Starts the numbers of a sample of a digit. */
    SampleRandom(long seed, int digit, int sample) {
        this.random = new Random(SplitMix64.streamSeed(SplitMix64.streamSeed(seed, digit), sample));
    }

    /** Returns an integer from 0 to {@code bound - 1}. */
    int nextInt(int bound) {
        return random.nextInt(bound);
    }

    /** Returns a number uniform in [low, high). */
    double uniform(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Returns a normal number with mean 0 and the given standard deviation. */
    double gaussian(double std) {
        return std * random.nextGaussian();
    }
}
