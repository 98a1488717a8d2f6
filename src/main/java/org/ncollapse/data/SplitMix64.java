package org.ncollapse.data;

/**
 * The SplitMix64 generator, implemented here so that a seed gives the same numbers in every release and on every JDK.
 *
 * <p>State s; each draw adds 0x9E3779B97F4A7C15 to s and returns s mixed by David Stafford's 13th variant (Steele, Lea
 * and Flood, "Fast splittable pseudorandom number generators", 2014).
 */
public final class SplitMix64 {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** Creates a generator. */
    public SplitMix64(long seed) {
        state = seed;
    }

    /**
     * Returns the seed of one of many independent streams.
     *
     * @param seed the common seed
     * @param stream the stream's number
     */
    public static long streamSeed(long seed, long stream) {
        return mix(mix(seed + GOLDEN_GAMMA) + stream * GOLDEN_GAMMA);
    }

    /** The next 64 bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /**
     * Returns a uniform integer in [0, bound), without bias: the upper half of the product of the bound and the upper
     * 32 bits, rejecting the few draws that would make some values more likely (Lemire, "Fast random integer generation
     * in an interval", 2019).
     *
     * @param bound at least 1
     */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("invalid bound " + bound);
        }
        long product = (nextLong() >>> 32) * bound;
        long rejected = (1L << 32) % bound;
        while ((product & 0xFFFFFFFFL) < rejected) {
            product = (nextLong() >>> 32) * bound;
        }
        return (int) (product >>> 32);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
