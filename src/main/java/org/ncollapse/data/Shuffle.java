package org.ncollapse.data;

/**
 * The order of samples in an epoch, a pure function of (seed, epoch): a resumed run needs to store no generator.
 *
 * <p>Fisher and Yates' shuffle from the last place down, with {@link SplitMix64} seeded for the epoch.
 */
public final class Shuffle {

    private Shuffle() {}

    /**
     * A permutation of 0 to n − 1.
     *
     * @param seed the run's seed
     * @param epoch the epoch's number
     * @param n the number of samples
     * @return which sample comes at each place
     */
    public static int[] permutation(long seed, int epoch, int n) {
        int[] order = identity(n);
        SplitMix64 random = new SplitMix64(SplitMix64.streamSeed(seed, epoch));
        for (int place = n - 1; place > 0; place--) {
            int other = random.nextInt(place + 1);
            int sample = order[place];
            order[place] = order[other];
            order[other] = sample;
        }
        return order;
    }

    /** The numbers 0 to n − 1 as they come: the data set's own order. */
    public static int[] identity(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        return order;
    }
}
