package org.ncollapse.data;

import java.util.stream.IntStream;

/**
 * The order of samples in an epoch, a pure function of (seed, epoch), so that checkpoints need no generator state.
 *
 * <p>The Fisher–Yates shuffle, from the last position to the first, with a {@link SplitMix64} for the epoch.
 */
public final class Shuffle {

    /** In place of an epoch: the permutation of {@code dataset.shuffleLabels}. */
    static final int LABELS = -1;

    private Shuffle() {}

    /**
     * Returns a permutation of 0 to n − 1.
     *
     * @param seed the run's seed
     * @param epoch the epoch's number
     * @param n the number of samples
     * @return the sample at each position
     */
    public static int[] permutation(long seed, int epoch, int n) {
        int[] order = IntStream.range(0, n).toArray();
        SplitMix64 random = new SplitMix64(SplitMix64.streamSeed(seed, epoch));
        for (int position = n - 1; position > 0; position--) {
            int other = random.nextInt(position + 1);
            int sample = order[position];
            order[position] = order[other];
            order[other] = sample;
        }
        return order;
    }
}
